package io.modelfactory.worker.training.process.child;

import io.modelfactory.worker.training.BuildExecutor;
import io.modelfactory.worker.training.InProcessBuildExecutor;
import io.modelfactory.worker.training.TemporaryFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A trainer process: reads commands until its input ends. */
public final class TrainerMain {
    /** What the JVM itself ends with when its heap is exhausted and it is told to end then. */
    public static final int OUT_OF_MEMORY = 3;

    private static final Logger LOG = LoggerFactory.getLogger(TrainerMain.class);
    /** Above that of the worker, which must not be the one that the kernel ends for what is done here. */
    private static final String OOM_SCORE_ADJUSTMENT = "500";

    private final BuildCommandHandler handler;
    private final Path folder;
    private final OutputStream replies;
    private final BlockingQueue<BuildCommand> commands = new LinkedBlockingQueue<>();

    private TrainerMain(BuildExecutor builder, Path folder, OutputStream replies) {
        this.handler = new BuildCommandHandler(builder);
        this.folder = folder;
        this.replies = replies;
    }

    /** @param args folder of this process, threads of a build, memory limit of its rows */
    public static void main(String[] args) {
        serve(new InProcessBuildExecutor(Integer.parseInt(args[1]), args[2]), args);
    }

    /** Returns never: the process ends when nobody is there to command it. */
    public static void serve(BuildExecutor builder, String[] args) {
        PrintStream replies = System.out;
        System.setOut(System.err);
        new TrainerMain(builder, Path.of(args[0]), replies).handleCommands();
    }

    private void handleCommands() {
        raiseOomScore();
        Thread listener = new Thread(this::readCommands, "commands");
        listener.setDaemon(true);
        listener.start();
        try {
            InProcessBuildExecutor.warmUp();
            while (true) {
                JsonSeqCodec.write(replies, handler.handle(commands.take()));
            }
        } catch (IOException | InterruptedException gone) {
            Runtime.getRuntime().halt(0);
        } catch (VirtualMachineError exhausted) {
            // Memory outside of the heap, which ends no JVM by itself.
            System.err.println(exhausted);
            Runtime.getRuntime().halt(OUT_OF_MEMORY);
        }
    }

    /** The end of the input is the end of the worker, or its wish; what is at work then is of no use to anybody. */
    private void readCommands() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            Optional<String> line = Optional.ofNullable(lines.readLine());
            while (line.isPresent()) {
                JsonSeqCodec.read(line.get(), BuildCommand.class).ifPresent(commands::add);
                line = Optional.ofNullable(lines.readLine());
            }
        } catch (IOException | RuntimeException broken) {
            LOG.warn("commands cannot be read", broken);
        }
        handler.folder().ifPresent(TrainerMain::tryToDelete);
        tryToDelete(folder);
        Runtime.getRuntime().halt(0);
    }

    /** Nobody else may be left to do it. */
    private static void tryToDelete(Path folder) {
        try {
            TemporaryFolder.delete(folder);
        } catch (IOException | UncheckedIOException inUse) {
            LOG.debug("cannot clean up {}", folder, inUse);
        }
    }

    /** Where memory is short, the kernel ends what volunteers first; elsewhere there is no such file. */
    private static void raiseOomScore() {
        Path score = Path.of("/proc/self/oom_score_adj");
        if (Files.isWritable(score)) {
            try {
                Files.writeString(score, OOM_SCORE_ADJUSTMENT);
            } catch (IOException refused) {
                LOG.debug("cannot volunteer", refused);
            }
        }
    }
}
