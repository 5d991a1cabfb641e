package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.config.DataSize;
import io.modelfactory.worker.resolve.ResolvedTrainPlan;
import io.modelfactory.worker.telemetry.WorkerMeters;
import io.modelfactory.worker.training.DatabaseMemory;
import io.modelfactory.worker.training.process.TrainerProcessPool;
import io.modelfactory.worker.training.process.TrainerProcessSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * What a program takes that leaves as much as a run does and computes it by the worker's own classes.
 *
 * @param core requests of runs; those of the highest numbers are sent to no worker
 */
record GovernedRunFloors(
        BenchPlatform platform, SmallRunFootprint footprint, BenchStages stages, Path scratch, BenchRequests core) {
    private static final int THREADS = Runtime.getRuntime().availableProcessors();
    private static final int AT_ONCE = 2;
    private static final long ROW_BYTES = new DataSize("1GB").bytes();
    private static final long HEAP_BYTES = new DataSize("512MB").bytes();
    /** Of new processes, each with half of them. */
    private static final int WARM_UP_OF_TRAINERS = 1_400;

    void addTo(ObjectNode figures) throws IOException {
        try (OverlappedRunFloor governed = governed(1)) {
            figures.set("floor_governed", governed.millis());
        }
        try (OverlappedRunFloor checked = checked(2)) {
            figures.set("floor_checked", checked.millis());
        }
        try (OverlappedRunFloor one = checked(3);
                OverlappedRunFloor other = checked(4)) {
            figures.set(
                    "floor_checked_two_at_once",
                    OverlappedRunFloor.millisAtOnce(List.of(one, other), OverlappedRunFloor.WARM_UP));
        }
        try (FloorLedger ledger = new FloorLedger(platform, "floor_ledger");
                TrainerProcessPool trainers = trainers();
                OverlappedRunFloor one = recorded(5, trainers, ledger);
                OverlappedRunFloor other = recorded(6, trainers, ledger)) {
            figures.set(
                    "floor_recorded_two_at_once",
                    OverlappedRunFloor.millisAtOnce(List.of(one, other), WARM_UP_OF_TRAINERS));
        }
    }

    private OverlappedRunFloor governed(int number) throws IOException {
        FloorComputing computing =
                new GovernedComputing(stages, request(number), platform.storeRoot(), folder(number), THREADS);
        return floor(number, new BareCommits(platform, footprint, name(number)), computing);
    }

    private OverlappedRunFloor checked(int number) throws IOException {
        Path folder = folder(number);
        FloorComputing computing = checked(number, folder, plan -> FloorBuilds.here(stages, plan, folder, THREADS));
        return floor(number, new BareCommits(platform, footprint, name(number)), computing);
    }

    /** With the checks, the worker's ledger and relay, and trainer processes. */
    private OverlappedRunFloor recorded(int number, TrainerProcessPool trainers, FloorLedger ledger)
            throws IOException {
        FloorComputing computing = checked(number, folder(number), plan -> FloorBuilds.by(trainers, stages, plan));
        return floor(number, ledger.commits(), computing);
    }

    private FloorComputing checked(int number, Path folder, Function<ResolvedTrainPlan, FloorBuilds> builds)
            throws IOException {
        return new CheckedComputing(stages, request(number), platform.storeRoot(), folder, builds);
    }

    private OverlappedRunFloor floor(int number, RunCommits commits, FloorComputing computing) throws IOException {
        return new OverlappedRunFloor(platform, footprint, name(number), commits, computing);
    }

    private TrainerProcessPool trainers() throws IOException {
        TrainerProcessPool pool = new TrainerProcessPool(
                TrainerRegistry.discover(),
                TrainerProcessSettings.of(
                        Files.createDirectory(scratch.resolve("floor_trainers")),
                        AT_ONCE,
                        THREADS,
                        DatabaseMemory.GROWING,
                        ROW_BYTES,
                        HEAP_BYTES,
                        BenchHost.memoryBytes()),
                new WorkerMeters(new SimpleMeterRegistry()));
        pool.warmUp();
        BenchHost.awaitIdleChildren();
        return pool;
    }

    /** Each floor has a run of its own, a folder and, unless it has the worker's ledger, a database. */
    private static String name(int number) {
        return "governed_floor_" + number;
    }

    private ObjectNode request(int number) {
        return core.document(Integer.MAX_VALUE - number);
    }

    private Path folder(int number) throws IOException {
        return Files.createDirectory(scratch.resolve(name(number)));
    }
}
