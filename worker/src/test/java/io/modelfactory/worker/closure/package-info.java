/**
 * The factory among other components: the feature plane announces a dataset, and at the other end independent programs
 * read the topics, judge the bundle and score with it. They are single Java files in
 * {@code src/test/resources/independent}, run by a JVM of their own on a class path without anything of the factory's.
 * What was seen on the way is kept as evidence in {@code target}.
 */
@NullMarked
package io.modelfactory.worker.closure;

import org.jspecify.annotations.NullMarked;
