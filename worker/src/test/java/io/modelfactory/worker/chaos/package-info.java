/**
 * Kills, pauses and cuts off real worker processes. A worker runs with instrumented resources, which report every point
 * at which it reaches an external dependency and can hold it there; the test kills or pauses it at that point and lets
 * another worker take over. What the workers leave is compared with {@code ScenarioInvariants} and with an undisturbed
 * worker.
 */
@NullMarked
package io.modelfactory.worker.chaos;

import org.jspecify.annotations.NullMarked;
