/**
 * The front door: {@code main}, the commands ({@code command}), and the running process that they start ({@code runtime}). It
 * knows every room and holds no rule of its own.
 */
@NullMarked
package io.modelfactory.worker.app;

import org.jspecify.annotations.NullMarked;
