/**
 * The overhead of the factory, measured beside the same work without it. Each benchmark runs in a JVM of its own,
 * measures its peer in the same run, and prints one line of JSON: {@code mvn -q -pl worker -am -Pbench -DskipTests
 * -Dbench=training_run package}. Nothing here is part of an ordinary build, and no figure is asserted: they are to be
 * read.
 */
@NullMarked
package io.modelfactory.worker.bench;

import org.jspecify.annotations.NullMarked;
