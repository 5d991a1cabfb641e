package io.modelfactory.worker.training.process.child;

import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.folder.FolderTree;
import io.modelfactory.worker.dataset.duckdb.KeptDatabase;
import io.modelfactory.worker.training.BuildExecutor;
import io.modelfactory.worker.training.ClusterFactory;
import io.modelfactory.worker.training.DatabaseMemory;
import io.modelfactory.worker.training.InProcessBuildExecutor;
import io.modelfactory.worker.training.process.spark.SparkCluster;
import io.modelfactory.worker.training.process.spark.SparkSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A trainer process: reads commands until its input ends. */
public final class TrainerMain {
    /** The exit code of a JVM that ends because its heap is exhausted ({@code ExitOnOutOfMemoryError}). */
    public static final int OUT_OF_MEMORY = 3;

    /** Place of the cluster among the arguments. */
    private static final int CLUSTER = 3;

    /** Above what small builds leave, for which it is not worth the pause. */
    private static final long IDLE_HEAP_BYTES = 96L << 20;

    private static final int DELETIONS = 50;
    private static final Duration BETWEEN_DELETIONS = Duration.ofMillis(20);

    private static final Logger LOG = LoggerFactory.getLogger(TrainerMain.class);
    /** Above that of the worker, which must not be the one that the kernel ends for what is done here. */
    private static final String OOM_SCORE_ADJUSTMENT = "500";

    private final BuildCommandHandler handler;
    private final ProgressSender progress;
    private final Path folder;
    private final OutputStream replies;
    private final BlockingQueue<BuildCommand> commands = new LinkedBlockingQueue<>();

    private TrainerMain(BuildExecutor builder, Path folder, OutputStream replies) {
        this.progress = new ProgressSender(replies);
        this.handler = new BuildCommandHandler(builder, progress);
        this.folder = folder;
        this.replies = replies;
    }

    /**
     * @param args folder of this process, threads of a build, {@link DatabaseMemory} of its rows, and a cluster if
     *     there is one
     */
    public static void main(String[] args) {
        InProcessBuildExecutor builder = executor(args);
        serve(builder, builder::warmUp, args);
    }

    /** Builds with the algorithms on the class path, in the process's own folder. */
    public static InProcessBuildExecutor executor(String[] args) {
        return new InProcessBuildExecutor(
                TrainerRegistry.discover(),
                Path.of(args[0]),
                Integer.parseInt(args[1]),
                args[2],
                args.length > CLUSTER ? Optional.of(cluster(args[CLUSTER], Path.of(args[0]))) : Optional.empty(),
                Optional.of(new KeptDatabase(
                        Path.of(args[0]).resolve("database"),
                        DatabaseMemory.of(args[2]).least())));
    }

    private static ClusterFactory cluster(String settings, Path home) {
        try {
            SparkSettings cluster =
                    Json.convert(Json.parse(settings.getBytes(StandardCharsets.US_ASCII)), SparkSettings.class);
            return SparkCluster.factory(cluster, home);
        } catch (IOException ours) {
            throw new UncheckedIOException("the settings of the cluster cannot be read", ours);
        }
    }

    /**
     * Never returns: the process ends when the worker that commands it ends.
     *
     * @param warmUp run before the first command
     */
    public static void serve(BuildExecutor builder, Runnable warmUp, String[] args) {
        PrintStream replies = System.out;
        System.setOut(System.err);
        new TrainerMain(builder, Path.of(args[0]), replies).handleCommands(warmUp);
    }

    private void handleCommands(Runnable warmUp) {
        raiseOomScore();
        BasicThreadFactory.builder()
                .namingPattern("commands")
                .daemon()
                .build()
                .newThread(this::readCommands)
                .start();
        progress.start();
        try {
            warmUp.run();
            while (true) {
                BuildCommand command = commands.take();
                BuildReply reply = handler.handle(command);
                progress.sendLatest();
                JsonSeqCodec.write(replies, reply);
                if (command.step() == BuildStep.END) {
                    giveBackHeap();
                }
            }
        } catch (IOException | InterruptedException gone) {
            Runtime.getRuntime().halt(0);
        } catch (VirtualMachineError exhausted) {
            // Memory outside of the heap, which ends no JVM by itself.
            System.err.println(exhausted);
            Runtime.getRuntime().halt(OUT_OF_MEMORY);
        }
    }

    /**
     * Of a large build. What it has left would stay on the heap, beside the rows of the next build, until that one
     * fills it; and while there is none, it is the memory of an idle process.
     */
    private static void giveBackHeap() {
        Runtime heap = Runtime.getRuntime();
        if (heap.totalMemory() - heap.freeMemory() > IDLE_HEAP_BYTES) {
            System.gc();
        }
    }

    /** The input ends when the worker ends or wants this process to; a build in progress is of no use any more. */
    private void readCommands() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            Optional<String> line = Optional.ofNullable(lines.readLine());
            while (line.isPresent()) {
                JsonSeqCodec.read(line.get(), BuildCommand.class).ifPresent(commands::add);
                line = Optional.ofNullable(lines.readLine());
            }
        } catch (IOException | RuntimeException broken) {
            LOG.warn("commands cannot be read; this trainer process ends", broken);
        }
        deleteFolder();
        Runtime.getRuntime().halt(0);
    }

    /**
     * The worker that would delete it may have ended. What warms up or builds meanwhile may put files into it while
     * they are being deleted; once the folder is gone, it can no more.
     */
    private void deleteFolder() {
        for (int attempt = 1; attempt <= DELETIONS; attempt++) {
            try {
                FolderTree.delete(folder);
                return;
            } catch (IOException | UncheckedIOException inUse) {
                LOG.debug("cannot delete {}; what is left the worker deletes when it starts again", folder, inUse);
                LockSupport.parkNanos(BETWEEN_DELETIONS.toNanos());
            }
        }
    }

    /**
     * Where memory is short, the kernel ends the process with the highest score first; other systems have no such file.
     */
    private static void raiseOomScore() {
        Path score = Path.of("/proc/self/oom_score_adj");
        if (Files.isWritable(score)) {
            try {
                Files.writeString(score, OOM_SCORE_ADJUSTMENT);
            } catch (IOException refused) {
                LOG.debug("cannot raise the OOM score of this process", refused);
            }
        }
    }
}
