package io.modelfactory.worker.training.process;

import io.modelfactory.worker.training.ChildEnvironment;
import io.modelfactory.worker.training.process.child.TrainerMain;
import io.modelfactory.worker.training.process.spark.SparkSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * How trainer processes are started, and what they may take.
 *
 * @param scratch folder for what need not last
 * @param processes that may be at work at the same time
 * @param threads of one build
 * @param memoryLimit of a build's rows outside of the heap, as DuckDB writes it, or {@code DatabaseMemory.GROWING}
 * @param rowBytes the same in bytes, or what it is at least
 * @param heapBytes most that the heap of a process may take
 * @param budgetBytes most that all of them may take together
 * @param environment the worker's, of which {@link ChildEnvironment} selects what a process inherits
 * @param mainClass of the process
 * @param spark the cluster that may train instead of the processes
 * @param startTimeout within which a process must have begun a build; one that stands still is replaced
 */
public record TrainerProcessSettings(
        Path scratch,
        int processes,
        int threads,
        String memoryLimit,
        long rowBytes,
        long heapBytes,
        long budgetBytes,
        Map<String, String> environment,
        String mainClass,
        Optional<SparkSettings> spark,
        Duration startTimeout) {

    private static final long SMALLEST_HEAP = 16L << 20;

    /** A process that warms up beside many others takes some seconds. */
    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);

    public TrainerProcessSettings {
        if (processes < 1 || threads < 1) {
            throw new IllegalArgumentException("processes and threads must be at least 1");
        }
        if (heapBytes < SMALLEST_HEAP || budgetBytes < heapBytes) {
            throw new IllegalArgumentException(
                    "a heap of %d bytes must be at least %d and at most the budget of %d bytes"
                            .formatted(heapBytes, SMALLEST_HEAP, budgetBytes));
        }
        scratch = scratch.toAbsolutePath().normalize();
        environment = Map.copyOf(environment);
    }

    /** Without a cluster. */
    public TrainerProcessSettings(
            Path scratch,
            int processes,
            int threads,
            String memoryLimit,
            long rowBytes,
            long heapBytes,
            long budgetBytes,
            Map<String, String> environment,
            String mainClass) {
        this(
                scratch,
                processes,
                threads,
                memoryLimit,
                rowBytes,
                heapBytes,
                budgetBytes,
                environment,
                mainClass,
                Optional.empty(),
                START_TIMEOUT);
    }

    public TrainerProcessSettings withCluster(SparkSettings cluster) {
        return new TrainerProcessSettings(
                scratch,
                processes,
                threads,
                memoryLimit,
                rowBytes,
                heapBytes,
                budgetBytes,
                environment,
                mainClass,
                Optional.of(cluster),
                startTimeout);
    }

    public TrainerProcessSettings startingWithin(Duration timeout) {
        return new TrainerProcessSettings(
                scratch,
                processes,
                threads,
                memoryLimit,
                rowBytes,
                heapBytes,
                budgetBytes,
                environment,
                mainClass,
                spark,
                timeout);
    }

    public static TrainerProcessSettings of(
            Path scratch,
            int processes,
            int threads,
            String memoryLimit,
            long rowBytes,
            long heapBytes,
            long budgetBytes) {
        return new TrainerProcessSettings(
                scratch,
                processes,
                threads,
                memoryLimit,
                rowBytes,
                heapBytes,
                budgetBytes,
                System.getenv(),
                TrainerMain.class.getName());
    }
}
