/**
 * Kills, pauses and starves real worker processes. A worker runs in surroundings that report every point it passes on its way
 * to the outside and can hold it at one; the test that started it kills it there, lets another take over, and holds what is
 * left against the invariants. Points are named after what crosses the edge, so that a new artifact, transition or topic is a
 * new point without anybody adding it.
 */
@NullMarked
package io.modelfactory.worker.chaos;

import org.jspecify.annotations.NullMarked;
