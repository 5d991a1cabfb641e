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

/** A trainer process that trains as all do, and then does what the revision of the training profile says. */
public final class FaultyTrainerMain {
    public static final String DIES_OF_HEAP = "dies-of-heap";
    public static final String DIES_BY_SIGNAL = "dies-by-signal";
    public static final String DIES_ONCE = "dies-once";
    public static final String NEVER_ENDS = "never-ends";
    public static final String SPEAKS = "speaks";
    public static final String WORDS = "a word from the trainer";

    private static final Logger LOG = LoggerFactory.getLogger("io.modelfactory.test");

    private FaultyTrainerMain() {}

    public static void main(String[] args) {
        InProcessBuildExecutor sound = TrainerMain.executor(args);
        Path home = Path.of(args[0]);
        TrainerMain.serve(
                (order, wanted) -> new FaultyBuildExecution(order, home, sound.start(order, wanted)),
                sound::warmUp,
                args);
    }

    private static void misbehave(BuildSpec order, Path home) {
        switch (order.profile().revision()) {
            case DIES_OF_HEAP -> {
                float[][] hoard = new float[1 << 20][];
                for (int i = 0; ; i++) {
                    hoard[i] = new float[1 << 20];
                }
            }
            case DIES_BY_SIGNAL -> killThisProcess();
            case DIES_ONCE -> {
                if (isFirstAttempt(order, home)) {
                    killThisProcess();
                }
            }
            case NEVER_ENDS -> waitForEver();
            case SPEAKS -> LOG.warn("{}\nin two lines", WORDS);
            default -> {}
        }
    }

    private static boolean isFirstAttempt(BuildSpec order, Path home) {
        try {
            Path mark = home.resolveSibling(order.runKey() + ".died");
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

    private record FaultyBuildExecution(BuildSpec order, Path home, BuildExecution sound) implements BuildExecution {
        @Override
        public PreparationResult prepare(BuildInputs inputs) {
            return sound.prepare(inputs);
        }

        @Override
        public void measureChampion() {
            sound.measureChampion();
        }

        @Override
        public BuiltModel train(Path target) {
            BuiltModel model = sound.train(target);
            misbehave(order, home);
            return model;
        }

        @Override
        public ScoringSample score() {
            return sound.score();
        }

        @Override
        public ObjectNode evaluate() {
            return sound.evaluate();
        }

        @Override
        public void close() {
            sound.close();
        }
    }
}
