/**
 * Loops in background threads: how long they sleep between rounds, and how they survive faults. The packages that
 * relay, archive, purge, reconcile and listen bring the rounds; what keeps a loop from its work is counted by
 * {@code telemetry}. Also single tasks beside a thread that waits for them in the end. It knows no other package.
 */
@NullMarked
package io.modelfactory.worker.background;

import org.jspecify.annotations.NullMarked;
