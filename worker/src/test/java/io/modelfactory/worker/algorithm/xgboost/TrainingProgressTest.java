package io.modelfactory.worker.algorithm.xgboost;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.progress.ProgressListener;
import io.modelfactory.worker.progress.RowsRead;
import io.modelfactory.worker.progress.TrainingRound;
import io.modelfactory.worker.progress.TrainingRound.ValidationMetric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrainingProgressTest {
    private static final Map<String, JsonNode> ROUNDS = Map.of("rounds", IntNode.valueOf(12));
    private static final Map<String, JsonNode> STOPPING_EARLY =
            Map.of("rounds", IntNode.valueOf(12), "early_stopping_rounds", IntNode.valueOf(12));

    private final LabelledMatrix train = SyntheticRows.of(2_000, 1);
    private final LabelledMatrix validation = SyntheticRows.of(500, 2);
    private final List<TrainingRound> rounds = new ArrayList<>();

    @Test
    void everyRoundIsReported() {
        trainReporting(ROUNDS);

        assertThat(rounds)
                .extracting(TrainingRound::round)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 12).boxed().toList());
        assertThat(rounds).extracting(TrainingRound::rounds).containsOnly(12);
        assertThat(rounds).allSatisfy(round -> assertThat(round.validation()).isEmpty());
    }

    @Test
    void whereValidationRowsAreMeasuredEachRoundHasItsLoss() {
        trainReporting(STOPPING_EARLY);

        List<Double> losses = rounds.stream()
                .map(round -> round.validation().orElseThrow())
                .peek(metric -> assertThat(metric.name()).isEqualTo("log_loss"))
                .map(ValidationMetric::value)
                .toList();
        assertThat(losses).hasSize(12);
        assertThat(losses.get(11)).isLessThan(losses.get(0)).isPositive();
    }

    @Test
    void reportsChangeNoByteOfTheModel() {
        byte[] unreported = new XgboostTrainer(1)
                .train(train, validation, SyntheticRows.FEATURES, STOPPING_EARLY, 7)
                .content();

        assertThat(trainReporting(STOPPING_EARLY)).isEqualTo(unreported);
    }

    private byte[] trainReporting(Map<String, JsonNode> parameters) {
        return new XgboostTrainer(1, new RecordingListener())
                .train(train, validation, SyntheticRows.FEATURES, parameters, 7)
                .content();
    }

    private final class RecordingListener implements ProgressListener {
        @Override
        public void onRowsRead(RowsRead rows) {
            throw new AssertionError("a trainer reads no rows of data sets");
        }

        @Override
        public void onRound(TrainingRound round) {
            rounds.add(round);
        }
    }
}
