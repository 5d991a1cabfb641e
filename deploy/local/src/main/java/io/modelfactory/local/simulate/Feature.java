package io.modelfactory.local.simulate;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** A column of the dataset that a model may learn from. */
sealed interface Feature {
    String name();

    /** A number; NaN where it is missing. */
    record Numeric(String name, ToDoubleFunction<Moment> value) implements Feature {}

    /** One of a few texts; absent where it is missing. */
    record Categorical(String name, Function<Moment, Optional<String>> value) implements Feature {}
}
