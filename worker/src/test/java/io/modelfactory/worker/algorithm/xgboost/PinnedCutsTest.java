package io.modelfactory.worker.algorithm.xgboost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.model.LongColumn;
import io.modelfactory.worker.model.RowPieces;
import io.modelfactory.worker.model.TrainedModel;
import io.modelfactory.worker.progress.ProgressListener;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.junit.jupiter.api.Test;

/** The bins that were chosen are those that a model is trained with. */
class PinnedCutsTest {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();
    private static final List<String> TYPES = List.of("q", "q", "q", "q", "c", "c");

    private final LabelledMatrix rows = CardRows.of(8_000, -3, 1);
    private final PinnedCuts cuts = cuts(rows, 1_000_000, 63);

    @Test
    void everySplitIsAtTheStartOfABin() throws Exception {
        Map<Integer, Set<Float>> splits = splits();

        assertThat(splits.keySet()).contains(0, 1, 2);
        splits.forEach((column, conditions) -> {
            Set<Float> starts = new TreeSet<>(cuts.features().get(column).starts());
            starts.add(Float.MAX_VALUE);
            starts.add(Float.NEGATIVE_INFINITY);
            assertThat(starts).containsAll(conditions);
        });
    }

    @Test
    void numbersHaveAsManyBinsAsWantedAndCategoriesOneEach() {
        assertThat(cuts.features().get(0).starts()).hasSize(63);
        assertThat(cuts.features().get(1).starts()).hasSize(24);
        assertThat(cuts.features().get(4).starts()).hasSize(CardRows.MERCHANTS);
        assertThat(cuts.sampleRows()).isEqualTo(8_000);
    }

    @Test
    void theSampleIsTheRowsWithTheSmallestKeys() {
        LongColumn keys = rows.eventKeys().orElseThrow();
        List<Integer> order = new ArrayList<>();
        for (int row = 0; row < keys.rows(); row++) {
            order.add(row);
        }
        order.sort((one, other) -> Long.compareUnsigned(keys.get(one), keys.get(other)));
        float[] amounts = new float[1_000];
        int count = 0;
        for (int row : order.subList(0, 1_000)) {
            float amount = rows.features().value(row, 0);
            if (!Float.isNaN(amount)) {
                amounts[count++] = amount;
            }
        }

        PinnedCuts sampled = cuts(CardRows.shuffled(rows, 5), 1_000, 63);

        assertThat(sampled.sampleRows()).isEqualTo(1_000);
        assertThat(sampled.features().get(0).starts()).isEqualTo(QuantileBins.starts(amounts, count, 63));
        assertThat(sampled).isNotEqualTo(cuts);
    }

    /** Also values far beyond those of the sample, and missing ones where training had none. */
    @Test
    void rowsInTheseBinsAreScoredAsTheStoredModelScoresThem() throws XGBoostError {
        int width = CardRows.FEATURES.size();
        float[] values = CardRows.of(3_000, -3, 2).features().values().clone();
        for (int i = 0; i < values.length; i += 7) {
            if (TYPES.get(i % width).equals("q")) {
                values[i] = i % 2 == 0 ? Float.NaN : (float) ((i % 3 - 1) * Math.pow(10, i % 38));
            }
        }
        LabelledMatrix others = new LabelledMatrix(new FeatureMatrix(values, 3_000, width), new float[3_000]);
        LabelledMatrix exemplary = cuts.exemplaryRows();
        BinnedColumns columns = new BinnedColumns(64, TYPES, Optional.empty());
        Map<String, Object> settings = new HashMap<>(Map.of("objective", "binary:logistic", "max_bin", 64));
        settings.put("base_score", 0.1);
        try (NativeMatrix reference = NativeMatrix.ofPieces(exemplary.pieces(exemplary.rows()), columns, 1);
                NativeMatrix train = NativeMatrix.ofPieces(rows.pieces(1_000), columns.like(reference), 1);
                NativeMatrix held = NativeMatrix.ofPieces(others.pieces(700), columns.like(reference), 1);
                NativeBooster booster = NativeBooster.create(settings, train, held);
                NativeFloatArray gradients = new NativeFloatArray(rows.rows());
                NativeFloatArray hessians = new NativeFloatArray(rows.rows())) {
            TrainingTargets targets = TrainingTargets.read(rows.pieces(1_000), 1);
            ExactLogisticLoss loss = new ExactLogisticLoss(targets, new RowSample(1, 1));
            for (int round = 0; round < 8; round++) {
                loss.derive(booster.margins(train), round, gradients.numbers(), hessians.numbers());
                booster.boost(train, round, gradients, hessians);
            }
            FloatBuffer margins = booster.margins(held);
            try (XgboostScorer scorer = XgboostScorer.load(booster.save(NativeBooster.UBJSON))) {
                float[] scores = scorer.score(others.features());
                for (int row = 0; row < scores.length; row++) {
                    assertThat((float) (1 / (1 + Math.exp(-margins.get(row))))).isCloseTo(scores[row], within(1e-6f));
                }
            }
        }
    }

    private static PinnedCuts cuts(LabelledMatrix rows, int size, int bins) {
        RowPieces pieces = rows.pieces(900);
        return new CutSample(pieces, rows.eventKeys(), size).cuts(CardRows.FEATURES, bins);
    }

    private Map<Integer, Set<Float>> splits() throws Exception {
        TrainedModel model = new PinnedTrainer(MatrixFactory.inMemory(2), ProgressListener.none())
                .train(
                        rows,
                        rows,
                        CardRows.FEATURES,
                        PinnedTrainerTest.parameters("\"rounds\": 30, \"max_bin\": 64"),
                        7);
        try (NativeBooster booster = NativeBooster.load(model.content())) {
            return splits(JSON.readTree(booster.save(NativeBooster.JSON)).at("/learner/gradient_booster/model/trees"));
        }
    }

    /** What trees ask of numbers, by column. */
    private static Map<Integer, Set<Float>> splits(JsonNode trees) {
        Map<Integer, Set<Float>> splits = new HashMap<>();
        for (JsonNode tree : trees) {
            for (int node = 0; node < tree.path("split_type").size(); node++) {
                boolean leaf = tree.path("left_children").path(node).intValue() < 0;
                if (!leaf && tree.path("split_type").path(node).intValue() == 0) {
                    splits.computeIfAbsent(tree.path("split_indices").path(node).intValue(), none -> new TreeSet<>())
                            .add(tree.path("split_conditions").path(node).floatValue());
                }
            }
        }
        return splits;
    }
}
