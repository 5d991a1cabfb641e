package io.modelfactory.worker.training.process;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.training.BuildExecution;
import io.modelfactory.worker.training.BuildInputs;
import io.modelfactory.worker.training.BuildSpec;
import io.modelfactory.worker.training.BuiltModel;
import io.modelfactory.worker.training.InProcessBuildExecutor;
import io.modelfactory.worker.training.PreparationResult;
import io.modelfactory.worker.training.ScoringSample;
import io.modelfactory.worker.training.process.child.TrainerMain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A trainer process that trains as every other does, and then fails as the revision of the training profile says. */
public final class FaultyTrainerMain {
    public static final String DIES_OF_HEAP = "dies-of-heap";
    public static final String DIES_BY_SIGNAL = "dies-by-signal";
    public static final String DIES_ONCE = "dies-once";
    public static final String NEVER_ENDS = "never-ends";
    public static final String LOGS = "logs";
    /** On its heap, and not used any more. */
    public static final String LEAVES_MUCH = "leaves-much";

    public static final int MUCH_MB = 140;
    public static final String OUTPUT = "output of the trainer";

    private static final Logger LOG = LoggerFactory.getLogger("io.modelfactory.test");

    private FaultyTrainerMain() {}

    public static void main(String[] args) {
        InProcessBuildExecutor real = TrainerMain.executor(args);
        Path home = Path.of(args[0]);
        TrainerMain.serve(
                (spec, wanted, progress) -> new FaultyBuildExecution(spec, home, real.start(spec, wanted, progress)),
                real::warmUp,
                args);
    }

    private static void misbehave(BuildSpec spec, Path home) {
        switch (spec.profile().revision()) {
            case DIES_OF_HEAP -> {
                float[][] hoard = new float[1 << 20][];
                for (int i = 0; ; i++) {
                    hoard[i] = new float[1 << 20];
                }
            }
            case DIES_BY_SIGNAL -> killThisProcess();
            case DIES_ONCE -> {
                if (isFirstAttempt(spec, home)) {
                    killThisProcess();
                }
            }
            case NEVER_ENDS -> waitForEver();
            case LEAVES_MUCH -> {
                float[][] unused = new float[MUCH_MB / 4][1 << 20];
                LOG.info("{} arrays are left", unused.length);
            }
            case LOGS -> LOG.warn("{}\nin two lines", OUTPUT);
            default -> {}
        }
    }

    private static boolean isFirstAttempt(BuildSpec spec, Path home) {
        try {
            Path mark = home.resolveSibling(spec.runKey() + ".died");
            boolean first = !Files.exists(mark);
            Files.writeString(mark, "");
            return first;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void killThisProcess() {
        try {
            new ProcessBuilder("kill", "-9", "" + ProcessHandle.current().pid()).start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        waitForEver();
    }

    private static void waitForEver() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record FaultyBuildExecution(BuildSpec spec, Path home, BuildExecution real) implements BuildExecution {
        @Override
        public PreparationResult prepare(BuildInputs inputs) {
            return real.prepare(inputs);
        }

        @Override
        public void measureChampion() {
            real.measureChampion();
        }

        @Override
        public BuiltModel train(Path target) {
            BuiltModel model = real.train(target);
            misbehave(spec, home);
            return model;
        }

        @Override
        public ScoringSample score() {
            return real.score();
        }

        @Override
        public ObjectNode evaluate() {
            return real.evaluate();
        }

        @Override
        public void close() {
            real.close();
        }
    }
}
