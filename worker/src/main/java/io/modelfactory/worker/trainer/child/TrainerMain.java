package io.modelfactory.worker.trainer.child;

import io.modelfactory.worker.build.Builder;
import io.modelfactory.worker.build.LocalBuilder;
import io.modelfactory.worker.build.WorkFolder;
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
    private static final String FIRST_TO_GO = "500";

    private final Workbench bench;
    private final Path home;
    private final OutputStream replies;
    private final BlockingQueue<Command> commands = new LinkedBlockingQueue<>();

    private TrainerMain(Builder builder, Path home, OutputStream replies) {
        this.bench = new Workbench(builder);
        this.home = home;
        this.replies = replies;
    }

    /** @param args folder of this process, threads of a build, memory limit of its rows */
    public static void main(String[] args) {
        serve(new LocalBuilder(Integer.parseInt(args[1]), args[2]), args);
    }

    /** Returns never: the process ends when nobody is there to command it. */
    public static void serve(Builder builder, String[] args) {
        PrintStream replies = System.out;
        System.setOut(System.err);
        new TrainerMain(builder, Path.of(args[0]), replies).work();
    }

    private void work() {
        volunteer();
        Thread listener = new Thread(this::listen, "commands");
        listener.setDaemon(true);
        listener.start();
        try {
            LocalBuilder.warmUp();
            while (true) {
                Wire.write(replies, bench.carryOut(commands.take()));
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
    private void listen() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))) {
            Optional<String> line = Optional.ofNullable(lines.readLine());
            while (line.isPresent()) {
                Wire.read(line.get(), Command.class).ifPresent(commands::add);
                line = Optional.ofNullable(lines.readLine());
            }
        } catch (IOException | RuntimeException broken) {
            LOG.warn("commands cannot be read", broken);
        }
        bench.folder().ifPresent(TrainerMain::tryToDelete);
        tryToDelete(home);
        Runtime.getRuntime().halt(0);
    }

    /** Nobody else may be left to do it. */
    private static void tryToDelete(Path folder) {
        try {
            WorkFolder.delete(folder);
        } catch (IOException | UncheckedIOException inUse) {
            LOG.debug("cannot clean up {}", folder, inUse);
        }
    }

    /** Where memory is short, the kernel ends what volunteers first; elsewhere there is no such file. */
    private static void volunteer() {
        Path score = Path.of("/proc/self/oom_score_adj");
        if (Files.isWritable(score)) {
            try {
                Files.writeString(score, FIRST_TO_GO);
            } catch (IOException refused) {
                LOG.debug("cannot volunteer", refused);
            }
        }
    }
}
