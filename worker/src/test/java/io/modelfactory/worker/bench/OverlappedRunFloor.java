package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.worker.artifact.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.RecordMetadata;

/**
 * What {@link SmallRunFloors} does, with all beside each other that may be: the files of one stage are forced together,
 * those of the plan beside the computing; a stage is committed when its files last, and the next begins after it; other
 * commits go on beside; messages are sent at each commit and waited for at the end only. So no program is faster that
 * keeps what a run promises, does one run at a time, and computes no less.
 */
final class OverlappedRunFloor implements AutoCloseable {
    private static final int REPEATS = 200;

    /** Beside the computing: the plan and the record of the execution. */
    private static final int FILES_OF_PLAN = 2;

    /**
     * Model, cuts, descriptor, sample, report, evidence and receipt; the gate's two; the bundle; its record; event and
     * receipt; the marker of completion. What a run leaves besides belongs to the bundle.
     */
    private static final int[] FILES_OF_STAGES = {7, 2, 9, 1, 2, 1};

    private static final int BUNDLE = 2;

    /** Evaluated, passed, published. The stages between them end with their files. */
    private static final boolean[] COMMITS_AFTER_STAGES = {true, true, false, false, false, true};

    /** The claim is one, too. */
    private static final int NECESSARY_COMMITS = 4;

    private final SmallRunFootprint footprint;
    private final ForcedFileWriter files;
    private final HikariDataSource database;
    private final CommitBaseline commits;
    private final Producer<byte[], byte[]> producer;
    private final Connection reader;
    private final Path rows;
    private final Supplier<XgboostBaseline> training;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    /**
     * @param rows a CSV file with a header
     * @param training of the rows, by the library alone
     */
    OverlappedRunFloor(
            BenchPlatform platform, SmallRunFootprint footprint, Path rows, Supplier<XgboostBaseline> training)
            throws IOException {
        this.footprint = footprint;
        this.files =
                new ForcedFileWriter(Files.createDirectory(platform.storeRoot().resolve("bench-overlapped")));
        this.database = platform.database("overlapped_run_floor");
        this.commits = new CommitBaseline(database);
        this.producer = platform.kafka().producer();
        this.rows = rows;
        this.training = training;
        try {
            this.reader = SmallRunFloors.reader();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A run by the clock, and its processor time, that of the broker included and that of the database not. */
    ObjectNode millis() {
        IntStream.range(0, REPEATS).forEach(run -> run("warm-" + run));
        double before = BenchHost.processorSecondsWithChildren();
        long start = System.nanoTime();
        IntStream.range(0, REPEATS).forEach(run -> run("run-" + run));
        double seconds = FigureFormat.secondsSince(start);
        double processor = BenchHost.processorSecondsWithChildren() - before;
        return Json.object()
                .put("run_ms", FigureFormat.rounded(1000 * seconds / REPEATS))
                .put("all_cpu_ms", FigureFormat.rounded(1000 * processor / REPEATS));
    }

    private void run(String name) {
        commits.commit(1, 0);
        List<Future<?>> beside = new ArrayList<>();
        List<Future<RecordMetadata>> sent = new ArrayList<>(messages(0));
        int others = Math.max(0, footprint.wholeCommits() - NECESSARY_COMMITS);
        beside.add(threads.submit(() -> commits.commit(others, 1)));
        Path folder = files.folder(name);
        List<Future<?>> plan = write(folder, name + "-plan", FILES_OF_PLAN, footprint.wholeFolders() - 1);
        compute();
        await(plan);
        for (int stage = 0; stage < FILES_OF_STAGES.length; stage++) {
            await(write(folder, name + "-" + stage, filesOf(stage), 0));
            if (COMMITS_AFTER_STAGES[stage]) {
                commits.commit(1, 0);
                sent.addAll(messages(stage + 1));
            }
        }
        await(beside);
        BrokerAcknowledgements.await(sent);
    }

    private int filesOf(int stage) {
        int listed = FILES_OF_PLAN + IntStream.of(FILES_OF_STAGES).sum();
        return FILES_OF_STAGES[stage] + (stage == BUNDLE ? Math.max(0, footprint.wholeFiles() - listed) : 0);
    }

    /** @param stage the claim is 0; what is left over goes with the last */
    private List<Future<RecordMetadata>> messages(int stage) {
        int each = footprint.wholeMessages() / NECESSARY_COMMITS;
        boolean last = stage == FILES_OF_STAGES.length;
        return SmallRunFloors.begin(producer, last ? footprint.wholeMessages() - (NECESSARY_COMMITS - 1) * each : each);
    }

    private List<Future<?>> write(Path folder, String name, int count, int folders) {
        List<Future<?>> written = new ArrayList<>();
        for (int i = 0; i < folders; i++) {
            String inner = name + "-folder-" + i;
            written.add(threads.submit(() -> files.folder(inner)));
        }
        for (int i = 0; i < count; i++) {
            String file = name + "-file-" + i;
            written.add(threads.submit(() -> files.write(folder, file)));
        }
        return written;
    }

    private void compute() {
        try {
            SmallRunFloors.read(reader, rows);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        if (training.get().auc() <= 0.5) {
            throw new IllegalStateException("the library has learnt nothing");
        }
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
        producer.close();
        database.close();
        try {
            reader.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
