package io.modelfactory.worker.algorithm.xgboost;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WarmUpTrainingTest {
    private static final int TIMEOUT_SECONDS = 60;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void allTasksTrainTheSameModelAndLeaveNothing() throws Exception {
        byte[] first;
        try (LibraryTracker tracker = new LibraryTracker(2, TIMEOUT_SECONDS)) {
            Map<String, Object> arguments = tracker.memberArguments();
            CompletableFuture<byte[]> other = CompletableFuture.supplyAsync(() -> train(arguments, 1));
            first = train(arguments, 0);

            assertThat(other.join()).isEqualTo(first);
        }
        String model = new String(first, StandardCharsets.UTF_8);
        try (NativeBooster loaded = NativeBooster.load(first)) {
            assertThat(SplitGains.average(loaded.save(NativeBooster.UBJSON))).containsKey(0);
        }
        assertThat(model).contains("\"num_trees\":\"20\"");
        assertThat(folder).isEmptyDirectory();
    }

    private byte[] train(Map<String, Object> tracker, int task) {
        try {
            return new WarmUpTraining(2, folder, 1).train(tracker, task);
        } catch (IOException | XGBoostError e) {
            throw new IllegalStateException(e);
        }
    }
}
