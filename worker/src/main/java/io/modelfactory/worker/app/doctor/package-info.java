/**
 * Examines everything that a worker under a configuration depends on: brokers, topics, database, registry, store,
 * machine. Each check says what it found and, where something is wrong, how to put it right; none changes anything that
 * lasts.
 */
@NullMarked
package io.modelfactory.worker.app.doctor;

import org.jspecify.annotations.NullMarked;
