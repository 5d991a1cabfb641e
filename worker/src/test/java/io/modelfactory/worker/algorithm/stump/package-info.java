/**
 * An algorithm that exists in tests only: one provider, one line in {@code META-INF/services}, and nothing of the
 * worker knows it. It shows what adding an algorithm takes.
 */
@NullMarked
package io.modelfactory.worker.algorithm.stump;

import org.jspecify.annotations.NullMarked;
