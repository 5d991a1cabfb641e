package io.modelfactory.worker.algorithm.xgboost;

import io.modelfactory.worker.algorithm.ClusterTraining;
import io.modelfactory.worker.algorithm.TrainingCluster;
import io.modelfactory.worker.algorithm.shard.ShardWriter;
import io.modelfactory.worker.failure.AttemptFailedException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.model.RowPieces;
import io.modelfactory.worker.progress.ProgressListener;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Grows trees on a cluster: each of its tasks has a part of the rows, and all of them grow the same trees. */
final class ClusterGrower implements TreeGrower {
    private static final int PIECE_VALUES = 1 << 20;

    private final TrainingCluster cluster;
    private final ProgressListener progress;

    ClusterGrower(TrainingCluster cluster, ProgressListener progress) {
        this.cluster = cluster;
        this.progress = progress;
    }

    @Override
    public int pieceRows(int columns) {
        return Math.max(1, PIECE_VALUES / columns);
    }

    @Override
    public Growth begin(RowPieces train, Optional<RowPieces> held) {
        requireNoEmptyShard("training", train);
        held.ifPresent(rows -> requireNoEmptyShard("validation", rows));
        ClusterTraining training = cluster.open();
        return new Growth() {
            @Override
            public byte[] grow(GrowthPlan plan, TrainingTargets targets) {
                write(training, plan, train, held, targets);
                return training.train(progress);
            }

            @Override
            public void close() {
                training.close();
            }
        };
    }

    /** The place of the shards is no part of the run: trouble with it is no failure of the training. */
    private void write(
            ClusterTraining training,
            GrowthPlan plan,
            RowPieces train,
            Optional<RowPieces> held,
            TrainingTargets targets) {
        try {
            Path folder = training.folder();
            List<String> digests =
                    new ShardWriter(folder, ShardedPlan.TRAIN, training::publish).write(train, cluster.tasks());
            List<String> heldDigests = held.isPresent()
                    ? new ShardWriter(folder, ShardedPlan.VALIDATION, training::publish)
                            .write(held.get(), cluster.tasks())
                    : List.of();
            int scale = GradientSums.scaleExponent(targets.rows(), targets.heaviest());
            ShardedPlan.of(plan, scale, digests, heldDigests).write(folder);
        } catch (IOException e) {
            throw new TransientFaultException("the shards cannot be written: " + e.getMessage(), e);
        }
    }

    private void requireNoEmptyShard(String part, RowPieces rows) {
        if (rows.rows() < cluster.tasks()) {
            throw new AttemptFailedException(
                    "EMPTY_SHARD: %d %s rows cannot be divided among %d tasks (wiring.training.spark.tasks)"
                            .formatted(rows.rows(), part, cluster.tasks()));
        }
    }
}
