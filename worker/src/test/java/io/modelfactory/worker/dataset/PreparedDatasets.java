package io.modelfactory.worker.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.model.LabelledMatrix;

/** Compares prepared datasets value by value. */
public final class PreparedDatasets {
    private PreparedDatasets() {}

    public static void requireSame(PreparedDataset found, PreparedDataset expected) {
        assertThat(found.features()).isEqualTo(expected.features());
        assertThat(found.split()).isEqualTo(expected.split());
        requireSame(found.train(), expected.train());
        requireSame(found.validation(), expected.validation());
        requireSame(found.test(), expected.test());
    }

    private static void requireSame(LabelledMatrix found, LabelledMatrix expected) {
        assertThat(found.labels().toArray()).containsExactly(expected.labels().toArray());
        assertThat(found.features().values())
                .containsExactly(expected.features().values());
    }
}
