/**
 * The schema registry for real: Apicurio Registry in a process of its own, whose Confluent-compatible API the worker
 * and other clients are compared with. It is killed and started again like any server; its schemas and their ids lie in
 * a file.
 */
@NullMarked
package io.modelfactory.worker.registry;

import org.jspecify.annotations.NullMarked;
