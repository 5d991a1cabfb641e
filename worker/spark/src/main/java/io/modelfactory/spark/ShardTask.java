package io.modelfactory.spark;

import io.modelfactory.worker.algorithm.shard.ShardSource;
import io.modelfactory.worker.algorithm.xgboost.ShardTrainer;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.progress.ProgressListener;
import io.modelfactory.worker.progress.RowsRead;
import io.modelfactory.worker.progress.TrainingRound;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.util.Utils;
import scala.collection.Iterator;
import scala.runtime.AbstractFunction1;

/** Trains on the shard that has the number of the task's partition. */
final class ShardTask extends AbstractFunction1<Iterator<Integer>, Iterator<ShardModel>> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final ShardSource shards;
    private final byte[] plan;
    private final RoundAccumulator rounds;
    private final HashMap<String, Object> tracker;
    private final int threads;

    /** @param tracker what the tracker of this training has its members told */
    ShardTask(JobShards shards, Map<String, Object> tracker, RoundAccumulator rounds, int threads) {
        this.shards = shards.source();
        this.plan = shards.plan();
        this.rounds = rounds;
        this.tracker = new HashMap<>(tracker);
        this.threads = threads;
    }

    @Override
    public Iterator<ShardModel> apply(Iterator<Integer> ignored) {
        int task = TaskContext.getPartitionId();
        Path local = Path.of(Utils.getLocalDir(SparkEnv.get().conf()));
        // All have the same rounds; one is enough to report them, and to return the model.
        ProgressListener progress = task == 0 ? reporting() : ProgressListener.none();
        try {
            byte[] model = new ShardTrainer(plan, shards, local, threads).train(tracker, task, progress);
            return scala.collection.Iterator$.MODULE$.single(
                    new ShardModel(Sha256.hex(model), task == 0 ? model : new byte[0]));
        } catch (IOException | XGBoostError e) {
            throw new IllegalStateException("task " + task + ": " + e.getMessage(), e);
        }
    }

    private ProgressListener reporting() {
        return new ProgressListener() {
            @Override
            public void onRowsRead(RowsRead rows) {
                // The rows were read before.
            }

            @Override
            public void onRound(TrainingRound round) {
                rounds.add(round);
            }
        };
    }
}
