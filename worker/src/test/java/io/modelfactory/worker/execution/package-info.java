/** Tests of the execution of runs on a real ledger, a real store and real training; no Kafka. */
@NullMarked
package io.modelfactory.worker.execution;

import org.jspecify.annotations.NullMarked;
