package io.modelfactory.spark;

import io.modelfactory.worker.algorithm.xgboost.WarmUpTraining;
import io.modelfactory.worker.artifact.Sha256;
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

/** Trains on synthetic rows, and returns the model's digest alone. */
final class WarmUpTask extends AbstractFunction1<Iterator<Integer>, Iterator<ShardModel>> implements Serializable {
    private static final long serialVersionUID = 1L;

    private final HashMap<String, Object> tracker;
    private final int tasks;
    private final int threads;

    /** @param tracker what the tracker of this training has its members told */
    WarmUpTask(Map<String, Object> tracker, int tasks, int threads) {
        this.tracker = new HashMap<>(tracker);
        this.tasks = tasks;
        this.threads = threads;
    }

    @Override
    public Iterator<ShardModel> apply(Iterator<Integer> ignored) {
        int task = TaskContext.getPartitionId();
        Path local = Path.of(Utils.getLocalDir(SparkEnv.get().conf()));
        try {
            byte[] model = new WarmUpTraining(tasks, local, threads).train(tracker, task);
            return scala.collection.Iterator$.MODULE$.single(new ShardModel(Sha256.hex(model), new byte[0]));
        } catch (IOException | XGBoostError e) {
            throw new IllegalStateException("task " + task + " in its warm-up: " + e.getMessage(), e);
        }
    }
}
