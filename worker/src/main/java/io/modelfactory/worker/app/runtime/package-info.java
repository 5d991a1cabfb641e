/**
 * The running process: the clients a profile asks for, the rooms wired by hand, and the worker's life from start to shutdown.
 * Commands start it; nothing here knows the command line.
 */
@NullMarked
package io.modelfactory.worker.app.runtime;

import org.jspecify.annotations.NullMarked;
