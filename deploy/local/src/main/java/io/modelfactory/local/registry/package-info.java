/**
 * A development replacement of a Confluent-compatible schema registry: Avro schemas by subject and version, stable ids,
 * real compatibility checks, one file on disk. {@link io.modelfactory.local.registry.DevelopmentSchemaRegistry} speaks
 * HTTP and hands each request to {@code RegistryApi}, which asks {@code SchemaCatalog}. Schema references, deletions
 * and formats other than Avro are left out.
 */
@NullMarked
package io.modelfactory.local.registry;

import org.jspecify.annotations.NullMarked;
