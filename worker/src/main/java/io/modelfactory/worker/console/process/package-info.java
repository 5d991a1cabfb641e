/**
 * Work that takes long or much memory, in child processes, so that the console's own goes on whatever becomes of it.
 */
@NullMarked
package io.modelfactory.worker.console.process;

import org.jspecify.annotations.NullMarked;
