package io.modelfactory.worker.algorithm.xgboost;

import io.modelfactory.worker.algorithm.shard.ShardFile;
import io.modelfactory.worker.algorithm.shard.ShardSource;
import io.modelfactory.worker.progress.ProgressListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * A task of a cluster that trains on one shard of the rows, together with those that have the others. All of them end
 * with the same model, which is that of one process with all rows, byte for byte.
 */
public final class ShardTrainer {
    private final byte[] plan;
    private final ShardSource shards;
    private final Path local;
    private final int threads;

    /**
     * @param plan from {@link #readPlan}
     * @param local folder of this machine for what need not last
     * @param threads of this task
     */
    public ShardTrainer(byte[] plan, ShardSource shards, Path local, int threads) {
        this.plan = plan;
        this.shards = shards;
        this.local = local;
        this.threads = threads;
    }

    /**
     * What every task of a training has to know.
     *
     * @param folder of the training, on the machine that has written it
     */
    public static byte[] readPlan(Path folder) throws IOException {
        return Files.readAllBytes(folder.resolve(ShardedPlan.FILE));
    }

    /**
     * @param tracker what the tracker of this training has its members told
     * @param task from 0; the number of its shard
     * @param progress told each round
     * @return the model as JSON
     * @throws IOException if the shard is not the one that was written
     * @throws XGBoostError if the library cannot train, or another task has gone
     */
    public byte[] train(Map<String, Object> tracker, int task, ProgressListener progress)
            throws IOException, XGBoostError {
        ShardedPlan sharded = ShardedPlan.read(plan);
        GrowthPlan growth = sharded.plan();
        MatrixFactory matrices = MatrixFactory.inMemory(threads);
        int pieceRows = matrices.pieceRows(growth.features().size());
        try (ShardFile rows = open(ShardedPlan.TRAIN, sharded.digests(), task);
                ShardFile held = sharded.validationDigests().isEmpty()
                        ? rows
                        : open(ShardedPlan.VALIDATION, sharded.validationDigests(), task);
                NativeMatrix reference = growth.reference(threads);
                NativeCollective collective = NativeCollective.join(tracker, task)) {
            TrainingTargets targets = TrainingTargets.read(
                    rows.pieces(pieceRows), growth.parameters().numbers().scalePosWeight());
            PinnedBoosting boosting = new PinnedBoosting(
                    growth.settings(threads),
                    growth.parameters().numbers(),
                    new ExactLogisticLoss(targets, growth.sample(), sharded.scaleExponent()),
                    progress,
                    collective);
            BinnedColumns columns = growth.columns().like(reference);
            return held == rows
                    ? boosting.boost(rows.pieces(pieceRows), columns, matrices)
                    : boosting.boostUntilBest(rows.pieces(pieceRows), held.pieces(pieceRows), columns, matrices);
        }
    }

    private ShardFile open(String part, List<String> digests, int task) throws IOException {
        return shards.open(ShardFile.name(part, task), digests.get(task), local);
    }
}
