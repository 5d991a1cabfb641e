/**
 * How the worker speaks Kafka: the Confluent wire format, a small client of the schema registry, and the client
 * settings that are not negotiable. The serializers are chosen by class name in the profile and may be replaced by
 * Confluent's own.
 */
@NullMarked
package io.modelfactory.worker.kafka;

import org.jspecify.annotations.NullMarked;
