/**
 * The entry point {@code main}, the commands ({@code cli}), and the running process that they start ({@code worker}).
 * It knows every package and holds no rule of its own.
 */
@NullMarked
package io.modelfactory.worker.app;

import org.jspecify.annotations.NullMarked;
