package io.modelfactory.worker.trainer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.build.Build;
import io.modelfactory.worker.build.BuildOrder;
import io.modelfactory.worker.build.Builder;
import io.modelfactory.worker.build.BuiltModel;
import io.modelfactory.worker.build.LocalBuilder;
import io.modelfactory.worker.build.Preparation;
import io.modelfactory.worker.build.ScoringSample;
import io.modelfactory.worker.trainer.child.TrainerMain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A trainer process that trains as all do, and then does what the revision of the training profile says. */
public final class FaultyTrainer {
    public static final String DIES_OF_HEAP = "dies-of-heap";
    public static final String DIES_BY_SIGNAL = "dies-by-signal";
    public static final String DIES_ONCE = "dies-once";
    public static final String NEVER_ENDS = "never-ends";
    public static final String SPEAKS = "speaks";
    public static final String WORDS = "a word from the trainer";

    private static final Logger LOG = LoggerFactory.getLogger("io.modelfactory.test");

    private FaultyTrainer() {}

    public static void main(String[] args) {
        Builder sound = new LocalBuilder(1, args[2]);
        TrainerMain.serve((order, wanted) -> new FaultyBuild(order, sound.begin(order, wanted)), args);
    }

    private static void misbehave(BuildOrder order) {
        switch (order.profile().revision()) {
            case DIES_OF_HEAP -> {
                float[][] hoard = new float[1 << 20][];
                for (int i = 0; ; i++) {
                    hoard[i] = new float[1 << 20];
                }
            }
            case DIES_BY_SIGNAL -> killThisProcess();
            case DIES_ONCE -> {
                if (isFirst(order)) {
                    killThisProcess();
                }
            }
            case NEVER_ENDS -> waitForEver();
            case SPEAKS -> LOG.warn("{}\nin two lines", WORDS);
            default -> {}
        }
    }

    private static boolean isFirst(BuildOrder order) {
        try {
            Path mark = order.folder().resolveSibling(order.runKey() + ".died");
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

    private record FaultyBuild(BuildOrder order, Build sound) implements Build {
        @Override
        public Preparation prepare(Map<String, Path> files) {
            return sound.prepare(files);
        }

        @Override
        public void measureChampion() {
            sound.measureChampion();
        }

        @Override
        public BuiltModel train() {
            BuiltModel model = sound.train();
            misbehave(order);
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
