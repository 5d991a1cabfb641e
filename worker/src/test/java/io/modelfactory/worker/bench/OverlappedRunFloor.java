package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.management.OperatingSystemMXBean;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.bench.RunCommits.Transition;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * A program that leaves as many files, commits and messages as a run does, one run at a time: the files of one stage
 * are made and forced together, those of the plan beside the computing; a stage is committed when its files last, and
 * the next begins after it; other commits go on beside; messages are sent at each commit and waited for at the end
 * only. It is one such program, not the fastest that can be: the model's files could be forced while it is evaluated,
 * and what it computes is as fast as the classes that it calls.
 */
final class OverlappedRunFloor implements AutoCloseable {
    /** Runs before those that are measured, if nothing else is said. */
    static final int WARM_UP = 400;

    private static final int REPEATS = 200;
    private static final double NANOS = 1e9;
    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    /** Beside the computing: the plan and the record of the execution. */
    private static final int FILES_OF_PLAN = 2;

    /**
     * Model, cuts, descriptor, sample, report, evidence and receipt; the gate's two; the bundle; its record; event and
     * receipt; the marker of completion. What a run leaves besides belongs to the bundle.
     */
    private static final int[] FILES_OF_STAGES = {7, 2, 9, 1, 2, 1};

    /** Its files are written beside what {@link FloorComputing#besideVerdict} does. */
    private static final int VERDICT = 1;

    private static final int BUNDLE = 2;

    /** The stages between them end with their files. */
    private static final Map<Integer, Transition> AFTER_STAGES =
            Map.of(0, Transition.EVALUATED, 1, Transition.PASSED, 5, Transition.PUBLISHED);

    private final SmallRunFootprint footprint;
    private final ForcedFileWriter files;
    private final RunCommits commits;
    private final FloorComputing computing;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /** @param name of its folder, which is new */
    OverlappedRunFloor(
            BenchPlatform platform,
            SmallRunFootprint footprint,
            String name,
            RunCommits commits,
            FloorComputing computing)
            throws IOException {
        this.footprint = footprint;
        this.files =
                new ForcedFileWriter(Files.createDirectory(platform.storeRoot().resolve("bench-" + name)));
        this.commits = commits;
        this.computing = computing;
    }

    /** A run by the clock, and the processor time of this process, with its broker and without the database's. */
    ObjectNode millis() {
        runs("warm-", WARM_UP);
        long processor = 0;
        long clock = 0;
        for (int run = 0; run < REPEATS; run++) {
            Runnable work = computing.next();
            long processorBefore = PROCESS.getProcessCpuTime();
            long start = System.nanoTime();
            run("run-" + run, work);
            clock += System.nanoTime() - start;
            processor += PROCESS.getProcessCpuTime() - processorBefore;
        }
        return Json.object()
                .put("run_ms", FigureFormat.rounded(1000 * clock / NANOS / REPEATS))
                .put("all_cpu_ms", FigureFormat.rounded(1000 * processor / NANOS / REPEATS));
    }

    /**
     * Several at once, each on a thread of its own: runs of all by the clock, and the processor time of a run of this
     * process and its trainers, with its broker and without the database's. What {@link FloorComputing#next} does is in
     * both.
     *
     * @param warmUp runs of all before
     */
    static ObjectNode millisAtOnce(List<OverlappedRunFloor> floors, int warmUp) {
        ParallelTasks.seconds(floors.size(), thread -> floors.get(thread).runs("warm-", warmUp / floors.size()));
        double processorBefore = BenchHost.processorSecondsWithChildren();
        double seconds = ParallelTasks.seconds(
                floors.size(), thread -> floors.get(thread).runs("run-", REPEATS));
        double processor = BenchHost.processorSecondsWithChildren() - processorBefore;
        int runs = floors.size() * REPEATS;
        return Json.object()
                .put("at_once", floors.size())
                .put("runs_per_s", FigureFormat.rounded(runs / seconds))
                .put("run_ms", FigureFormat.rounded(1000 * seconds / runs))
                .put("all_cpu_ms", FigureFormat.rounded(1000 * processor / runs));
    }

    private void runs(String name, int count) {
        for (int run = 0; run < count; run++) {
            run(name + run, computing.next());
        }
    }

    private void run(String name, Runnable work) {
        commits.commit(Transition.CLAIMED);
        List<Future<?>> beside = List.of(threads.submit(commits::commitBeside));
        Path folder = files.folder(name);
        List<Future<?>> plan = write(folder, name + "-plan", 0, FILES_OF_PLAN, footprint.wholeFolders() - 1);
        work.run();
        await(plan);
        int written = FILES_OF_PLAN;
        for (int stage = 0; stage < FILES_OF_STAGES.length; stage++) {
            List<Future<?>> computed = stage == VERDICT ? List.of(threads.submit(computing::besideVerdict)) : List.of();
            await(write(folder, name + "-" + stage, written, filesOf(stage), 0));
            written += filesOf(stage);
            if (AFTER_STAGES.containsKey(stage)) {
                commits.commit(AFTER_STAGES.get(stage));
            }
            await(computed);
        }
        await(beside);
        commits.awaitMessages();
    }

    private int filesOf(int stage) {
        int listed = FILES_OF_PLAN + IntStream.of(FILES_OF_STAGES).sum();
        return FILES_OF_STAGES[stage] + (stage == BUNDLE ? Math.max(0, footprint.wholeFiles() - listed) : 0);
    }

    /** @param first number of these files in the run */
    private List<Future<?>> write(Path folder, String name, int first, int count, int folders) {
        List<Future<?>> written = new ArrayList<>();
        for (int i = 0; i < folders; i++) {
            String inner = name + "-folder-" + i;
            written.add(threads.submit(() -> files.folder(inner)));
        }
        for (int i = 0; i < count; i++) {
            int number = first + i;
            written.add(threads.submit(() -> files.write(folder, name + "-file-" + number, computing.content(number))));
        }
        return written;
    }

    private static void await(List<Future<?>> work) {
        try {
            for (Future<?> one : work) {
                one.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        commits.close();
        computing.close();
    }
}
