/**
 * Takes requests off Kafka: decodes, admits or refuses each, writes the whole polled batch to the ledger in one
 * transaction and only then commits offsets. Training never happens here, so the consumer never falls out of its group.
 */
@NullMarked
package io.modelfactory.worker.intake;

import org.jspecify.annotations.NullMarked;
