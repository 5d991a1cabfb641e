package io.modelfactory.worker.app.cli;

import com.fasterxml.jackson.databind.node.IntNode;
import io.modelfactory.worker.algorithm.TrainerProvider;
import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.FloatColumn;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.model.ModelScorer;
import io.modelfactory.worker.model.TrainedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The windows of a backtest of card payments, computed from the lines of the file alone: no database, no split. */
final class PlainWindows {
    private static final List<EncodedFeature> FEATURES = List.of(
            new EncodedFeature("score", FeatureType.NUMERIC, List.of()),
            new EncodedFeature("money", FeatureType.NUMERIC, List.of()));

    private final List<Payment> payments;
    private final int seed;

    PlainWindows(Path csv, int seed) throws IOException {
        this.payments = Files.readAllLines(csv).stream()
                .skip(1)
                .map(line -> line.split(",", -1))
                .map(cells -> new Payment(
                        Instant.parse(cells[3]),
                        Float.parseFloat(cells[1]),
                        Float.parseFloat(cells[2]),
                        Float.parseFloat(cells[5]),
                        Float.parseFloat(cells[6])))
                .toList();
        this.seed = seed;
    }

    private record Payment(Instant at, float label, float score, float money, float weight) {}

    record Figures(String modelSha256, double auc, int rows) {}

    /** Two sevenths of the training days are the validation part, with a day between the two. */
    Figures measure(Instant trainFrom, Instant trainUntil, Instant testFrom, Instant testUntil) {
        Duration days = Duration.between(trainFrom, trainUntil);
        Instant validationFrom = trainUntil.minusNanos(Math.round(days.toNanos() / 1000.0 * (0.2 / 0.7)) * 1000);
        Instant lastTrained = validationFrom.minus(Duration.ofDays(1));
        LabelledMatrix train = rows(at -> !at.isBefore(trainFrom) && !at.isAfter(lastTrained));
        LabelledMatrix test = rows(at -> !at.isBefore(testFrom) && at.isBefore(testUntil));
        TrainerProvider xgboost = TrainerRegistry.discover().provider("xgboost_hist");
        TrainedModel model = xgboost.trainer(2)
                .train(
                        train,
                        test,
                        FEATURES,
                        Map.of("rounds", IntNode.valueOf(20), "max_depth", IntNode.valueOf(3)),
                        seed);
        try (ModelScorer scorer = xgboost.load(model.content())) {
            return new Figures(
                    Sha256.hex(model.content()),
                    auc(test.labels().toArray(), scorer.score(test.features())),
                    test.rows());
        }
    }

    private LabelledMatrix rows(Predicate<Instant> when) {
        List<Payment> chosen =
                payments.stream().filter(payment -> when.test(payment.at())).toList();
        float[] values = new float[chosen.size() * 2];
        float[] labels = new float[chosen.size()];
        float[] weights = new float[chosen.size()];
        for (int row = 0; row < labels.length; row++) {
            values[row * 2] = chosen.get(row).score();
            values[row * 2 + 1] = chosen.get(row).money();
            labels[row] = chosen.get(row).label();
            weights[row] = chosen.get(row).weight();
        }
        return new LabelledMatrix(new FeatureMatrix(values, labels.length, 2), labels)
                .weighted(FloatColumn.of(weights));
    }

    /** The share of pairs of a fraud and another payment in which the fraud has the higher score; ties are half. */
    private static double auc(float[] labels, float[] scores) {
        double higher = 0;
        long pairs = 0;
        for (int fraud = 0; fraud < labels.length; fraud++) {
            for (int other = 0; labels[fraud] > 0 && other < labels.length; other++) {
                if (labels[other] == 0) {
                    pairs++;
                    higher += scores[fraud] > scores[other] ? 1 : scores[fraud] == scores[other] ? 0.5 : 0;
                }
            }
        }
        return higher / pairs;
    }
}
