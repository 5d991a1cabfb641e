/**
 * The running worker: its threads, its health checks and its orderly end. It starts what {@code app.wiring} has built,
 * keeps it running and stops it in the reverse order; it knows no command.
 */
@NullMarked
package io.modelfactory.worker.app.worker;

import org.jspecify.annotations.NullMarked;
