package io.modelfactory.worker.algorithm.xgboost;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelfactory.worker.algorithm.shard.ShardSource;
import io.modelfactory.worker.progress.ProgressListener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** One process of a {@link ProcessCluster}: trains on its shard, and leaves the model if it is the first. */
final class ProcessClusterMember {
    static final String TRACKER = "tracker.json";
    static final String MODEL = "model.json";

    private ProcessClusterMember() {}

    /** @param args folder of the training, number of the shard */
    public static void main(String[] args) throws IOException, XGBoostError {
        Path folder = Path.of(args[0]);
        int task = Integer.parseInt(args[1]);
        Map<String, Object> tracker =
                new ObjectMapper().readValue(folder.resolve(TRACKER).toFile(), new TypeReference<>() {});
        byte[] model = new ShardTrainer(ShardTrainer.readPlan(folder), ShardSource.of(folder), folder, 1)
                .train(tracker, task, ProgressListener.none());
        if (task == 0) {
            Files.write(folder.resolve(MODEL), model);
        }
    }
}
