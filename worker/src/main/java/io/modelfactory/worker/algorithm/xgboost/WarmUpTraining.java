package io.modelfactory.worker.algorithm.xgboost;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import io.modelfactory.worker.algorithm.shard.ShardFile;
import io.modelfactory.worker.algorithm.shard.ShardSource;
import io.modelfactory.worker.algorithm.shard.ShardWriter;
import io.modelfactory.worker.artifact.folder.FolderTree;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.progress.ProgressListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * What a task of a cluster does before it is given rows: it trains for some rounds on synthetic ones, as
 * {@link ShardTrainer} does on a shard, together with the others. The rows are the same in every task and at every
 * time; nothing is left of them.
 */
public final class WarmUpTraining {
    private static final int ROWS = 1 << 15;
    private static final int COLUMNS = 16;
    private static final int BINS = 100;
    private static final float POSITIVES_BELOW = 0.1f;
    /** So many that the loss is compiled. */
    private static final Map<String, JsonNode> PARAMETERS =
            Map.of("rounds", IntNode.valueOf(20), "max_depth", IntNode.valueOf(4));

    private final int tasks;
    private final Path local;
    private final int threads;

    /**
     * @param tasks that train together
     * @param local folder of this machine for what need not last
     * @param threads of this task
     */
    public WarmUpTraining(int tasks, Path local, int threads) {
        this.tasks = tasks;
        this.local = local;
        this.threads = threads;
    }

    /**
     * @param tracker what the tracker of this training has its members told
     * @param task from 0
     * @return the model as JSON, the same of every task
     * @throws XGBoostError if the library cannot train, or another task has gone
     */
    public byte[] train(Map<String, Object> tracker, int task) throws IOException, XGBoostError {
        Path folder = Files.createTempDirectory(local, "warm-up-");
        try {
            String digest = new ShardWriter(folder, ShardedPlan.TRAIN, shard -> {})
                    .write(rows().pieces(ROWS / 2), 1)
                    .get(0);
            // Every task finds its own digest, under its number.
            plan(Collections.nCopies(tasks, digest)).write(folder);
            ShardSource source = (name, expected, ignored) ->
                    ShardSource.of(folder).open(ShardFile.name(ShardedPlan.TRAIN, 0), expected, folder);
            return new ShardTrainer(ShardTrainer.readPlan(folder), source, local, threads)
                    .train(tracker, task, ProgressListener.none());
        } finally {
            FolderTree.delete(folder);
        }
    }

    private static LabelledMatrix rows() {
        Random random = new Random(1);
        float[] values = new float[ROWS * COLUMNS];
        float[] labels = new float[ROWS];
        for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
        }
        for (int row = 0; row < ROWS; row++) {
            labels[row] = values[row * COLUMNS] < POSITIVES_BELOW ? 1 : 0;
        }
        return new LabelledMatrix(new FeatureMatrix(values, ROWS, COLUMNS), labels);
    }

    private ShardedPlan plan(List<String> digests) {
        List<EncodedFeature> features = IntStream.range(0, COLUMNS)
                .mapToObj(column -> new EncodedFeature("f" + column, FeatureType.NUMERIC, List.of()))
                .toList();
        List<Float> starts = new ArrayList<>();
        for (int bin = 0; bin < BINS; bin++) {
            starts.add((float) bin / BINS);
        }
        PinnedCuts cuts = new PinnedCuts(
                ROWS,
                features.stream()
                        .map(feature -> new FeatureBins(feature, starts))
                        .toList());
        GrowthPlan growth = new GrowthPlan(PARAMETERS, features, 1, cuts, POSITIVES_BELOW);
        return ShardedPlan.of(growth, GradientSums.scaleExponent((long) ROWS * tasks, 1), digests, List.of());
    }
}
