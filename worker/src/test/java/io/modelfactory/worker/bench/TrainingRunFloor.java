package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.model.EncodedFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The least that any run with governed inputs does: the bytes of its files are digested, its rows are read from them
 * and put into their parts by a hash of their ids, the library trains on one part and judges by the other. Nothing is
 * checked, stored, compared or described; the categories are known beforehand, and the model is loaded back by no one.
 * It trains on as many rows as the run does, though not on the same.
 */
final class TrainingRunFloor {
    private final Collection<Path> files;
    private final ParquetParts parts;
    private double digestSeconds = Double.MAX_VALUE;
    private double readSeconds = Double.MAX_VALUE;
    private double trainSeconds = Double.MAX_VALUE;
    private double seconds = Double.MAX_VALUE;

    /** @param parts reads the rows of these files */
    TrainingRunFloor(Collection<Path> files, ParquetParts parts) {
        this.files = List.copyOf(files);
        this.parts = parts;
    }

    /** The shortest of all times counts, as a whole and of each step. */
    void run(PreparedDataset like, Map<String, JsonNode> hyperParameters, int seed, int threads) {
        long start = System.nanoTime();
        files.parallelStream().forEach(TrainingRunFloor::digest);
        double digested = FigureFormat.secondsSince(start);

        start = System.nanoTime();
        List<EncodedFeature> features = like.features();
        ParquetParts.Rows rows =
                parts.read(features, like.train().rows(), like.test().rows());
        double read = FigureFormat.secondsSince(start);

        double trained = XgboostBaseline.run(rows.train(), rows.test(), features, hyperParameters, seed, threads)
                .totalSeconds();
        digestSeconds = Math.min(digestSeconds, digested);
        readSeconds = Math.min(readSeconds, read);
        trainSeconds = Math.min(trainSeconds, trained);
        seconds = Math.min(seconds, digested + read + trained);
    }

    private static void digest(Path file) {
        try {
            Sha256.hex(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param bareSeconds of the library alone, in the same turns */
    ObjectNode toJson(double bareSeconds) {
        return Json.object()
                .put("digest_s", FigureFormat.rounded(digestSeconds))
                .put("read_s", FigureFormat.rounded(readSeconds))
                .put("train_and_judge_s", FigureFormat.rounded(trainSeconds))
                .put("s", FigureFormat.rounded(seconds))
                .put("ratio_to_bare", FigureFormat.rounded(seconds / bareSeconds));
    }
}
