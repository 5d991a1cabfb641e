package io.modelfactory.worker.training;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.model.ContributionBudget;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.ModelScorer;
import io.modelfactory.worker.model.ModelStructure;
import io.modelfactory.worker.resolve.TrainingProfile.SampleSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Puts the scoring sample of a build together. The same rows, model and seed give the same sample. */
final class SampleAssembler {
    /** Rows of the test part, or rows drawn like those of training: few enough to read. */
    static final int DRAWN_ROWS = 64;

    /** Rows constructed from the model's splits: a few hundred are enough, but for many and deep trees. */
    private static final int MAX_CONSTRUCTED_ROWS = 4_096;
    /** And as many as keep the document small where there are many features. */
    private static final int MAX_CONSTRUCTED_CELLS = 1 << 17;

    private final PreparedDataset dataset;
    private final SampleSource source;
    private final long seed;

    /** @param seed of the stage */
    SampleAssembler(PreparedDataset dataset, SampleSource source, long seed) {
        this.dataset = dataset;
        this.source = source;
        this.seed = seed;
    }

    ScoringSample assemble(ModelScorer candidate, Optional<ModelStructure> structure) {
        SyntheticRows synthetic = new SyntheticRows(dataset);
        FeatureMatrix first = source == SampleSource.ROWS
                ? firstRows(dataset.test().features(), DRAWN_ROWS)
                : synthetic.draw(DRAWN_ROWS, seed);
        FeatureMatrix rows = structure
                .map(model -> append(first, constructed(model, synthetic)))
                .orElse(first);
        return new ScoringSample(
                source,
                cells(rows),
                numbers(candidate.score(rows)),
                hasCategories() ? Optional.of(inputs(rows)) : Optional.empty(),
                structure.map(model -> opened(model, first, rows)));
    }

    private ScoringSample.Opened opened(ModelStructure model, FeatureMatrix first, FeatureMatrix rows) {
        ArrayNode contributions = Json.object().arrayNode();
        for (double[] row : model.contributions(firstRows(rows, ContributionBudget.rows(model, rows.rows())))) {
            ArrayNode cells = contributions.addArray();
            Arrays.stream(row).forEach(cells::add);
        }
        return new ScoringSample.Opened(
                first.rows(),
                model.coverage(rows, categories()),
                numbers(model.margins(rows)),
                new ScoringSample.Contributions(model.expectedMargin(), contributions));
    }

    private FeatureMatrix constructed(ModelStructure model, SyntheticRows synthetic) {
        int[] categories = categories();
        int atMost = Math.min(MAX_CONSTRUCTED_ROWS, MAX_CONSTRUCTED_CELLS / Math.max(1, categories.length));
        FeatureMatrix rows = model.boundaryRows(categories, atMost, seed);
        return source == SampleSource.ROWS ? rows : synthetic.leaveOutReal(rows);
    }

    private int[] categories() {
        return dataset.features().stream()
                .mapToInt(feature -> feature.categories().size())
                .toArray();
    }

    private static FeatureMatrix firstRows(FeatureMatrix rows, int atMost) {
        return rows.select(IntStream.range(0, Math.min(atMost, rows.rows())).toArray());
    }

    private static FeatureMatrix append(FeatureMatrix first, FeatureMatrix second) {
        float[] values = Arrays.copyOf(first.values(), first.values().length + second.values().length);
        System.arraycopy(second.values(), 0, values, first.values().length, second.values().length);
        return new FeatureMatrix(values, first.rows() + second.rows(), first.columns());
    }

    private boolean hasCategories() {
        return dataset.features().stream().anyMatch(feature -> feature.type() == FeatureType.CATEGORICAL);
    }

    private static ArrayNode cells(FeatureMatrix rows) {
        ArrayNode list = Json.object().arrayNode();
        for (int row = 0; row < rows.rows(); row++) {
            ArrayNode cells = list.addArray();
            for (int column = 0; column < rows.columns(); column++) {
                addNumber(cells, rows.value(row, column));
            }
        }
        return list;
    }

    private static void addNumber(ArrayNode cells, float value) {
        if (Float.isNaN(value)) {
            cells.addNull();
        } else {
            cells.add(value);
        }
    }

    private static ArrayNode numbers(double[] values) {
        ArrayNode list = Json.object().arrayNode();
        Arrays.stream(values).forEach(list::add);
        return list;
    }

    private static ArrayNode numbers(float[] values) {
        ArrayNode list = Json.object().arrayNode();
        for (float value : values) {
            list.add(value);
        }
        return list;
    }

    /** A row's cells as they would come in: what is NaN had no value, or in every other row an unknown category. */
    private ArrayNode inputs(FeatureMatrix rows) {
        List<EncodedFeature> features = dataset.features();
        ArrayNode list = Json.object().arrayNode();
        for (int row = 0; row < rows.rows(); row++) {
            ArrayNode cells = list.addArray();
            for (int column = 0; column < rows.columns(); column++) {
                EncodedFeature feature = features.get(column);
                float value = rows.value(row, column);
                if (feature.type() == FeatureType.NUMERIC) {
                    addNumber(cells, value);
                } else if (!Float.isNaN(value)) {
                    cells.add(feature.categories().get((int) value));
                } else if (row % 2 == 0) {
                    cells.addNull();
                } else {
                    cells.add(unknownTo(feature));
                }
            }
        }
        return list;
    }

    private static String unknownTo(EncodedFeature feature) {
        StringBuilder text = new StringBuilder("unknown");
        while (feature.categories().contains(text.toString())) {
            text.append('?');
        }
        return text.toString();
    }
}
