/**
 * Fault injection between a worker and its external dependencies. It runs in the worker's process, wraps store,
 * database and Kafka clients, and reports each point at which a call leaves or returns; a point may hold the thread or
 * fail. Points are named after what is written, so that a new artifact, transition or topic is a new point without
 * further code.
 */
@NullMarked
package io.modelfactory.worker.chaos.injection;

import org.jspecify.annotations.NullMarked;
