/**
 * Everything the worker needs around it, on one machine and in one JVM: a real Kafka broker, a real PostgreSQL and a
 * small schema registry, each behind {@link io.modelfactory.local.LocalService}.
 * {@link io.modelfactory.local.LocalPlatform} starts all three under one folder and hands out the settings that a
 * worker connects with. For demonstrations and tests: loopback only, one node of each, nothing here is ever on a
 * worker's production class path.
 */
@NullMarked
package io.modelfactory.local;

import org.jspecify.annotations.NullMarked;
