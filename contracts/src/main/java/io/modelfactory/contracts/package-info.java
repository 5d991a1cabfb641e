/**
 * What crosses the factory's walls: Avro records that travel over Kafka, and JSON Schemas of the documents that lie in stores.
 * The record classes beside this file are generated from {@code src/main/avro}; {@link io.modelfactory.contracts.JsonSchemas}
 * judges documents by the schemas in {@code src/main/resources}. Every other module may use this one, and it uses none.
 *
 * <p>The package is not {@code @NullMarked} as a whole, since the generated records do carry nulls; its handwritten types are.
 */
package io.modelfactory.contracts;
