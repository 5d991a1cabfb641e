/**
 * Says in a sentence why a run is in its state, or why a request was refused, with the checks and evidence behind it
 * and the next step. {@code FailureGuidance} has a word for every failure code, {@code StateGuidance} for every state.
 */
@NullMarked
package io.modelfactory.worker.inspect.explain;

import org.jspecify.annotations.NullMarked;
