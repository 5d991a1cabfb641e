/**
 * What stands in a test between a worker and its surroundings. It runs in the worker's process, around the interfaces of store,
 * database and Kafka, and tells of every point at which something crosses an edge; a point may hold the thread or fail.
 * Points are named after what crosses, so that a new artifact, transition or topic is a new point without anybody adding it.
 */
@NullMarked
package io.modelfactory.worker.chaos.injection;

import org.jspecify.annotations.NullMarked;
