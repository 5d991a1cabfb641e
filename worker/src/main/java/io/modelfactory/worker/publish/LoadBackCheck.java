package io.modelfactory.worker.publish;

import static io.modelfactory.worker.failure.FailureCode.BUNDLE_PUBLICATION_INVALID;
import static io.modelfactory.worker.failure.FailureCode.EVIDENCE_UNRESOLVED;
import static io.modelfactory.worker.failure.FailureCode.TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.DocumentStore.FailureCodes;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.PinnedArtifactReader;
import io.modelfactory.worker.bundle.BundlePackager;
import io.modelfactory.worker.evidence.StoredCalibration;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.CalibratedScorer;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.LoadedModel;
import io.modelfactory.worker.model.ModelLoader;
import io.modelfactory.worker.model.ModelScorer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Loads the model from its stored bytes and scores the sample of test rows that was kept when it was trained: what is
 * published must be what was evaluated, bit by bit.
 */
final class LoadBackCheck {
    private static final FailureCodes CODES =
            new FailureCodes(EVIDENCE_UNRESOLVED, EVIDENCE_UNRESOLVED, TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION);

    private final ArtifactStore artifacts;
    private final DocumentStore documents;
    private final ModelLoader models;

    LoadBackCheck(ArtifactStore artifacts, DocumentStore documents, ModelLoader models) {
        this.artifacts = artifacts;
        this.documents = documents;
        this.models = models;
    }

    /** The id of the model's format, as its descriptor states it. */
    String modelFormat(Evidence evidence) {
        return descriptor(evidence).path("format").asText();
    }

    /** What a reader must be able to do who is to score as the bundle does. */
    List<String> requiredCapabilities(Evidence evidence) {
        JsonNode descriptor = descriptor(evidence);
        String format = descriptor.path("format").asText();
        return StoredCalibration.of(descriptor).isPresent()
                ? List.of(format, BundlePackager.SCORE_CALIBRATION)
                : List.of(format);
    }

    private JsonNode descriptor(Evidence evidence) {
        return documents.read(ContractDocument.MODEL_ARTIFACT, evidence.require(ArtifactName.MODEL_ARTIFACT), CODES);
    }

    /**
     * @param format id of the model's format
     * @throws FailureException {@code BUNDLE_PUBLICATION_INVALID} if there is no score, or one that differs in any bit
     */
    void requireIdenticalScores(Evidence evidence, String format) {
        JsonNode sample =
                documents.read(ContractDocument.SCORING_SAMPLE, evidence.require(ArtifactName.SCORING_SAMPLE), CODES);
        boolean opens = sample.has("margins");
        ReplayedSample found = replay(format, evidence, rows(sample.path("rows")), opens);
        requireIdentical("score", sample.path("scores"), found.scores());
        if (opens) {
            List<Double> margins = found.margins()
                    .orElseThrow(() -> new FailureException(
                            BUNDLE_PUBLICATION_INVALID, "the stored model cannot be opened, its sample has margins"));
            requireIdentical("margin", sample.path("margins"), margins);
        }
    }

    private static List<Double> listOf(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }

    private static List<Double> widened(float[] values) {
        return IntStream.range(0, values.length)
                .mapToObj(i -> (double) values[i])
                .toList();
    }

    private static void requireIdentical(String what, JsonNode expected, List<Double> found) {
        if (expected.size() != found.size()) {
            throw new FailureException(
                    BUNDLE_PUBLICATION_INVALID,
                    "the scoring sample has " + found.size() + " rows and " + expected.size() + " " + what + "s");
        }
        for (int row = 0; row < found.size(); row++) {
            double value = found.get(row);
            if (value != expected.path(row).doubleValue()) {
                throw new FailureException(
                        BUNDLE_PUBLICATION_INVALID,
                        "the stored model gives sample row " + row + " a " + what + " of " + value
                                + ", it was evaluated with " + expected.path(row));
            }
        }
    }

    /**
     * What the stored model gives the rows of its sample.
     *
     * @param margins of the opened model; empty if it was not opened, or cannot be
     */
    private record ReplayedSample(List<Double> scores, Optional<List<Double>> margins) {}

    /** @param opens whether the sample says something of the model itself, because models of its format are opened */
    private ReplayedSample replay(String format, Evidence evidence, FeatureMatrix rows, boolean opens) {
        byte[] model = model(evidence.require(ArtifactName.MODEL));
        JsonNode descriptor = descriptor(evidence);
        try {
            LoadedModel loaded =
                    opens ? models.open(format, model) : new LoadedModel(models.load(format, model), Optional.empty());
            try (ModelScorer scorer = CalibratedScorer.of(loaded.scorer(), StoredCalibration.of(descriptor))) {
                return new ReplayedSample(
                        widened(scorer.score(rows)),
                        loaded.structure().map(structure -> listOf(structure.margins(rows))));
            }
        } catch (FailureException | IllegalArgumentException unusable) {
            throw new FailureException(
                    BUNDLE_PUBLICATION_INVALID,
                    "the stored model cannot score the sample it was kept with: " + unusable.getMessage(),
                    unusable);
        }
    }

    private byte[] model(ArtifactRef pinned) {
        return PinnedArtifactReader.read(artifacts, pinned, EVIDENCE_UNRESOLVED, TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION);
    }

    private static FeatureMatrix rows(JsonNode rows) {
        int columns = rows.path(0).size();
        float[] values = new float[rows.size() * columns];
        for (int row = 0; row < rows.size(); row++) {
            for (int column = 0; column < columns; column++) {
                JsonNode cell = rows.path(row).path(column);
                values[row * columns + column] = cell.isNull() ? Float.NaN : cell.floatValue();
            }
        }
        return new FeatureMatrix(values, rows.size(), columns);
    }
}
