package io.modelfactory.local.simulate;

import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** A column of the dataset that a model may learn from. */
sealed interface FeatureColumn {
    String name();

    /** A number; NaN where it is missing. */
    record Numeric(String name, ToDoubleFunction<TransactionContext> value) implements FeatureColumn {}

    /** One of a few texts; absent where it is missing. */
    record Categorical(String name, Function<TransactionContext, Optional<String>> value) implements FeatureColumn {}
}
