/**
 * The front door: {@code main}, the commands, the wiring of all rooms by hand, and the life cycle of the worker process. It
 * knows every room and holds no rule of its own.
 */
@NullMarked
package io.modelfactory.worker.app;

import org.jspecify.annotations.NullMarked;
