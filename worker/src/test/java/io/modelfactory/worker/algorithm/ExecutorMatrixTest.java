package io.modelfactory.worker.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelfactory.worker.ChildJvm;
import io.modelfactory.worker.algorithm.xgboost.ProcessCluster;
import io.modelfactory.worker.algorithm.xgboost.ThreadCluster;
import io.modelfactory.worker.progress.ProgressListener;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One model a column, wherever an algorithm states that it trains: in memory on any number of threads, in a process of
 * its own, from disk, and by tasks that have a part of the rows each. The tasks are threads here, and plain processes;
 * those of a cluster of Spark are in the module of its job.
 */
class ExecutorMatrixTest {
    private static final TrainerRegistry ALGORITHMS = TrainerRegistry.discover();
    private static final String TRAINER_LOGGING = "-Dlogback.configurationFile=logback-trainer.xml";
    private static final Map<String, String> OF_ANOTHER_PROCESS = new HashMap<>();

    @TempDir
    private Path folder = Path.of("");

    private final ExecutorMatrix matrix = new ExecutorMatrix();

    @BeforeAll
    static void trainInAnotherProcess() throws IOException, InterruptedException {
        Process process = new ProcessBuilder(ChildJvm.ofThisClassPath(List.of(TRAINER_LOGGING), ExecutorMatrix.class))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(printed).isZero();
        for (String line : printed.split("\n", -1)) {
            int digest = line.lastIndexOf(' ');
            OF_ANOTHER_PROCESS.put(line.substring(0, Math.max(0, digest)), line.substring(digest + 1));
        }
    }

    static List<String> algorithms() {
        return new ArrayList<>(new TreeSet<>(ExecutorMatrix.COLUMNS.keySet()));
    }

    /** Who adds an algorithm adds what it is tried with. */
    @Test
    void everyAlgorithmHasARow() {
        assertThat(ALGORITHMS.providers())
                .extracting(TrainerProvider::algorithmId)
                .containsExactlyInAnyOrderElementsOf(ExecutorMatrix.COLUMNS.keySet());
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void theModelHasTheSameBytesWhereverTheAlgorithmTrains(String algorithm, TestReporter report) throws IOException {
        List<ExecutorMatrix.Column> columns = ExecutorMatrix.COLUMNS.getOrDefault(algorithm, List.of());
        Set<String> models = new TreeSet<>();
        for (int number = 0; number < columns.size(); number++) {
            Map<String, String> digests = digests(ALGORITHMS.provider(algorithm), columns.get(number));
            digests.put("process", OF_ANOTHER_PROCESS.getOrDefault(algorithm + " " + number, "none"));

            report.publishEntry(
                    algorithm + " " + columns.get(number),
                    String.join(", ", digests.keySet()) + ": " + new TreeSet<>(digests.values()));
            assertThat(new TreeSet<>(digests.values())).as(digests.toString()).hasSize(1);
            models.addAll(digests.values());
        }
        assertThat(models).as("each column has a model of its own").hasSameSizeAs(columns);
    }

    @ParameterizedTest
    @MethodSource("algorithms")
    void whereAnAlgorithmDoesNotStateThatItTrainsItIsRefusedByName(String algorithm) {
        TrainerProvider provider = ALGORITHMS.provider(algorithm);
        assertThat(provider.executors()).contains(TrainingExecutor.MEMORY);
        if (!provider.executors().contains(TrainingExecutor.DISK)) {
            assertThatThrownBy(() -> provider.diskTrainer(1, folder, ProgressListener.none()))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage(algorithm + " does not train from disk");
        }
        if (!provider.executors().contains(TrainingExecutor.SPARK)) {
            assertThatThrownBy(() -> provider.clusterTrainer(new ThreadCluster(folder, 2), ProgressListener.none()))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessage(algorithm + " does not train on a cluster");
        }
    }

    private Map<String, String> digests(TrainerProvider algorithm, ExecutorMatrix.Column column) throws IOException {
        Map<String, String> digests = new TreeMap<>();
        for (int threads : new int[] {1, 2}) {
            digests.put("memory on " + threads, matrix.digest(algorithm, algorithm.trainer(threads), column));
        }
        if (algorithm.executors().contains(TrainingExecutor.DISK)) {
            Path pages = Files.createTempDirectory(folder, "pages-");
            digests.put(
                    "disk", matrix.digest(algorithm, algorithm.diskTrainer(2, pages, ProgressListener.none()), column));
        }
        if (algorithm.executors().contains(TrainingExecutor.SPARK)) {
            for (int tasks : new int[] {1, 2, 4}) {
                digests.put(
                        "tasks " + tasks,
                        matrix.digest(algorithm, on(algorithm, new ThreadCluster(folder, tasks)), column));
            }
            ProcessCluster processes =
                    new ProcessCluster(folder, 2, ChildJvm.ofThisClassPath(List.of(TRAINER_LOGGING)));
            digests.put("processes 2", matrix.digest(algorithm, on(algorithm, processes), column));
        }
        return digests;
    }

    private static Trainer on(TrainerProvider algorithm, TrainingCluster cluster) {
        return algorithm.clusterTrainer(cluster, ProgressListener.none());
    }
}
