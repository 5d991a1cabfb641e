package io.modelfactory.worker.algorithm.lightgbm;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.algorithm.Trainer;
import io.modelfactory.worker.algorithm.TrainerProvider;
import io.modelfactory.worker.algorithm.TrainingMemory;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.ModelFormat;
import io.modelfactory.worker.model.ModelScorer;
import io.modelfactory.worker.model.ModelStructure;
import io.modelfactory.worker.progress.ProgressListener;
import java.util.Map;
import java.util.Optional;

/** Gradient boosted trees by LightGBM, for training profiles with {@code algorithm_id: lightgbm}. */
public final class LightgbmProvider implements TrainerProvider {
    private static final ModelFormat FORMAT = new ModelFormat("lightgbm-text", "model.txt", "lightgbmlib");

    /** The jar does not say it; a test compares it with the build's. */
    static final String VERSION = "3.3.510";

    /**
     * Native bytes beside each byte of the float matrix: a copy of the values while bins are made of them, a byte or
     * two of bins a value, twice.
     */
    private static final double NATIVE_PER_MATRIX = 2;

    /** Rows that the library looks at, in double precision, to make bins ({@code bin_construct_sample_cnt}). */
    private static final int BIN_SAMPLE_ROWS = 200_000;

    /** Margins, gradients, hessians, scores and the row's place among the leaves. */
    private static final long NATIVE_PER_ROW = 48;

    @Override
    public String algorithmId() {
        return "lightgbm";
    }

    @Override
    public ModelFormat format() {
        return FORMAT;
    }

    @Override
    public Trainer trainer(int threads) {
        return trainer(threads, ProgressListener.none());
    }

    @Override
    public Trainer trainer(int threads, ProgressListener progress) {
        return new LightgbmTrainer(threads, progress);
    }

    @Override
    public ModelScorer load(byte[] content) {
        requirePlatform();
        return LightgbmScorer.load(content);
    }

    @Override
    public Optional<ModelStructure> structure(byte[] content) {
        try {
            return Optional.of(LightgbmTreeReader.read(content));
        } catch (IllegalStateException | IllegalArgumentException unreadable) {
            throw new FailureException(
                    FailureCode.TRAINING_FAILED,
                    "the stored model cannot be opened: " + unreadable.getMessage(),
                    unreadable);
        }
    }

    @Override
    public void requireValid(Map<String, JsonNode> hyperParameters) {
        requirePlatform();
        LightgbmParameters.of(hyperParameters);
    }

    @Override
    public void requireFeatures(Map<String, JsonNode> hyperParameters, Map<String, FeatureType> features) {
        LightgbmParameters.of(hyperParameters).constraints().requireMeaningful(features);
    }

    @Override
    public boolean supportsWeights() {
        return true;
    }

    @Override
    public TrainingMemory estimateMemory(long rows, int columns) {
        double matrix = (double) rows * columns * Float.BYTES;
        long sample = Math.min(rows, BIN_SAMPLE_ROWS) * columns * Double.BYTES;
        return new TrainingMemory(0, (long) (NATIVE_PER_MATRIX * matrix) + NATIVE_PER_ROW * rows + sample);
    }

    /** Where the library has no code for this platform, its models alone cannot be had. */
    @Override
    public void warmUp() {
        if (LightgbmLibrary.isAvailable()) {
            LightgbmLibrary.silence();
        }
    }

    @Override
    public String libraryVersion() {
        return VERSION;
    }

    private static void requirePlatform() {
        if (!LightgbmLibrary.isAvailable()) {
            throw new FailureException(
                    FailureCode.TRAINING_FAILED,
                    "LightGBM has no native code for this platform (" + System.getProperty("os.name") + ", "
                            + System.getProperty("os.arch") + ")");
        }
    }
}
