/**
 * What the factory exchanges with other components: Avro records that travel over Kafka, and JSON Schemas of stored
 * documents. The record classes beside this file are generated from {@code src/main/avro};
 * {@link io.modelfactory.contracts.JsonSchemas} validates documents against the schemas in {@code src/main/resources}.
 * Every other module may use this one, and it uses none.
 *
 * <p>The package is not {@code @NullMarked} as a whole, since the generated records do carry nulls; its handwritten
 * types are.
 */
package io.modelfactory.contracts;
