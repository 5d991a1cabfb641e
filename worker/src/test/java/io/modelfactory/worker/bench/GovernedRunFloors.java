package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What a program takes that leaves as much as a run does and computes it by the worker's own classes.
 *
 * @param core requests of runs; those of the highest numbers are sent to no worker
 */
record GovernedRunFloors(
        BenchPlatform platform, SmallRunFootprint footprint, BenchStages stages, Path scratch, BenchRequests core) {
    private static final int THREADS = Runtime.getRuntime().availableProcessors();

    private interface ComputingFactory {
        FloorComputing of(BenchStages stages, ObjectNode request, Path store, Path scratch, int threads)
                throws IOException;
    }

    void addTo(ObjectNode figures) throws IOException {
        try (OverlappedRunFloor governed = floor(1, GovernedComputing::new)) {
            figures.set("floor_governed", governed.millis());
        }
        try (OverlappedRunFloor checked = floor(2, CheckedComputing::new)) {
            figures.set("floor_checked", checked.millis());
        }
        try (OverlappedRunFloor one = floor(3, CheckedComputing::new);
                OverlappedRunFloor other = floor(4, CheckedComputing::new)) {
            figures.set("floor_checked_two_at_once", OverlappedRunFloor.millisAtOnce(List.of(one, other)));
        }
    }

    /** @param number of the floor: each has a run, a folder and a database of its own */
    private OverlappedRunFloor floor(int number, ComputingFactory factory) throws IOException {
        String name = "governed_floor_" + number;
        FloorComputing computing = factory.of(
                stages,
                core.document(Integer.MAX_VALUE - number),
                platform.storeRoot(),
                Files.createDirectory(scratch.resolve(name)),
                THREADS);
        return new OverlappedRunFloor(platform, footprint, name, computing);
    }
}
