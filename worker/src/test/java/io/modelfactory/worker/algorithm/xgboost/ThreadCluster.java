package io.modelfactory.worker.algorithm.xgboost;

import io.modelfactory.worker.algorithm.ClusterTraining;
import io.modelfactory.worker.algorithm.TrainingCluster;
import io.modelfactory.worker.algorithm.shard.ShardSource;
import io.modelfactory.worker.artifact.folder.FolderTree;
import io.modelfactory.worker.progress.ProgressListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** A cluster whose tasks are threads of this process: the library's collective is each thread's own. */
public record ThreadCluster(Path scratch, int tasks) implements TrainingCluster {
    private static final int TIMEOUT_SECONDS = 60;

    @Override
    public ClusterTraining open() {
        try {
            Path folder = Files.createTempDirectory(scratch, "shards-");
            return new ClusterTraining() {
                @Override
                public Path folder() {
                    return folder;
                }

                @Override
                public byte[] train(ProgressListener progress) {
                    return trainIn(folder, progress);
                }

                @Override
                public void close() {
                    try {
                        FolderTree.delete(folder);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] trainIn(Path folder, ProgressListener progress) {
        ExecutorService threads = Executors.newFixedThreadPool(tasks);
        try (LibraryTracker tracker = new LibraryTracker(tasks, TIMEOUT_SECONDS)) {
            Map<String, Object> arguments = tracker.memberArguments();
            List<Future<byte[]>> models = new ArrayList<>();
            for (int task = 0; task < tasks; task++) {
                int number = task;
                ProgressListener listener = task == 0 ? progress : ProgressListener.none();
                ShardTrainer trainer =
                        new ShardTrainer(ShardTrainer.readPlan(folder), ShardSource.of(folder), folder, 1);
                models.add(threads.submit(() -> trainer.train(arguments, number, listener)));
            }
            byte[] first = models.get(0).get();
            for (Future<byte[]> model : models) {
                if (!Arrays.equals(first, model.get())) {
                    throw new IllegalStateException("tasks of one training have different models");
                }
            }
            return first;
        } catch (XGBoostError | IOException | InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        } finally {
            threads.shutdownNow();
        }
    }
}
