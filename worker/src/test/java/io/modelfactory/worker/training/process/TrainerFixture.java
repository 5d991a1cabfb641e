package io.modelfactory.worker.training.process;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelfactory.worker.algorithm.TrainerProvider;
import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Pools of faulty trainers, and a look at their processes. */
public final class TrainerFixture {
    public static final SimpleMeterRegistry METERS = new SimpleMeterRegistry();
    private static final long MB = 1 << 20;

    private TrainerFixture() {}

    public static TrainerProcessPool pool(Path scratch, int processes) {
        return pool(scratch, processes, 2_000 * MB, System.getenv());
    }

    public static TrainerProcessPool pool(Path scratch, int processes, long budget, Map<String, String> environment) {
        return pool(settings(scratch, processes, budget, environment));
    }

    static TrainerProcessPool pool(TrainerProcessSettings settings) {
        return new TrainerProcessPool(TrainerRegistry.discover(), settings, new WorkerMeters(METERS));
    }

    static TrainerProcessSettings settings(Path scratch, int processes, long budget, Map<String, String> environment) {
        return new TrainerProcessSettings(
                scratch,
                processes,
                1,
                "500MB",
                500 * MB,
                Math.min(budget, 200 * MB),
                budget,
                environment,
                FaultyTrainerMain.class.getName());
    }

    /**
     * Real trainers whose heap is a byte too small for a build in memory.
     *
     * @param columns features
     */
    public static TrainerProcessPool tooSmallForMemory(
            Path scratch, TrainerProvider algorithm, long rows, int columns, ExecutorChoice choice) {
        long heap = MemoryEstimate.of(BuildSpecFixture.of(rows, columns), 0, algorithm.estimateMemory(rows, columns))
                        .heapBytes()
                - 1;
        TrainerProcessSettings settings = TrainerProcessSettings.of(scratch, 1, 2, "200MB", 200 * MB, heap, 2_000 * MB);
        return new TrainerProcessPool(TrainerRegistry.discover(), settings, choice, new WorkerMeters(METERS));
    }

    /** The living trainer processes, of any parent, that were given this scratch folder. */
    public static List<ProcessHandle> processes(Path scratch) {
        return ProcessHandle.allProcesses()
                .filter(ProcessHandle::isAlive)
                .filter(process -> {
                    String line = ofProcess(process.pid(), "cmdline");
                    return line.contains(FaultyTrainerMain.class.getName()) && line.contains("=" + scratch);
                })
                .toList();
    }

    /** A file of the process's folder below {@code /proc}; empty if the process is gone. */
    public static String ofProcess(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc/" + pid + "/" + file), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }
}
