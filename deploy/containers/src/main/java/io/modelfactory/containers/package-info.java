/**
 * Kafka and PostgreSQL in containers, to test against the servers' own images instead of embedded ones. On the class
 * path of the tests (profile {@code containers}), every local platform starts these; nothing else changes. Needs a
 * Docker engine.
 */
@NullMarked
package io.modelfactory.containers;

import org.jspecify.annotations.NullMarked;
