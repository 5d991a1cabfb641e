package io.modelfactory.worker.algorithm.xgboost;

import io.modelfactory.worker.algorithm.shard.ShardFile;
import io.modelfactory.worker.progress.ProgressListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * A task of a cluster that trains on one shard of the rows, together with those that have the others. All of them end
 * with the same model, which is that of one process with all rows, byte for byte.
 */
public final class ShardTrainer {
    private final Path folder;
    private final int threads;

    /**
     * @param folder of the shards
     * @param threads of this task
     */
    public ShardTrainer(Path folder, int threads) {
        this.folder = folder;
        this.threads = threads;
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
        ShardedPlan sharded = ShardedPlan.read(folder);
        GrowthPlan plan = sharded.plan();
        MatrixFactory matrices = MatrixFactory.inMemory(threads);
        int pieceRows = matrices.pieceRows(plan.features().size());
        try (ShardFile rows = open(ShardedPlan.TRAIN, sharded.digests(), task);
                ShardFile held = sharded.validationDigests().isEmpty()
                        ? rows
                        : open(ShardedPlan.VALIDATION, sharded.validationDigests(), task);
                NativeMatrix reference = plan.reference(threads);
                NativeCollective collective = NativeCollective.join(tracker, task)) {
            TrainingTargets targets = TrainingTargets.read(
                    rows.pieces(pieceRows), plan.parameters().numbers().scalePosWeight());
            PinnedBoosting boosting = new PinnedBoosting(
                    plan.settings(threads),
                    plan.parameters().numbers(),
                    new ExactLogisticLoss(targets, plan.sample(), sharded.scaleExponent()),
                    progress,
                    collective);
            BinnedColumns columns = plan.columns().like(reference);
            return held == rows
                    ? boosting.boost(rows.pieces(pieceRows), columns, matrices)
                    : boosting.boostUntilBest(rows.pieces(pieceRows), held.pieces(pieceRows), columns, matrices);
        }
    }

    private ShardFile open(String part, List<String> digests, int task) throws IOException {
        return ShardFile.open(folder, part, task, Optional.of(digests.get(task)));
    }
}
