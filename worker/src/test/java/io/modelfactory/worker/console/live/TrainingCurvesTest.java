package io.modelfactory.worker.console.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.console.live.TrainingCurves.CurvePoint;
import io.modelfactory.worker.ledger.activity.RunProgress;
import io.modelfactory.worker.ledger.activity.RunStage;
import io.modelfactory.worker.progress.BuildProgress;
import io.modelfactory.worker.progress.TrainingRound;
import io.modelfactory.worker.progress.TrainingRound.ValidationMetric;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TrainingCurvesTest {
    private final TrainingCurves curves = new TrainingCurves();

    private void report(long claim, int round, double value) {
        curves.add(new RunProgress(
                "tr_1",
                claim,
                "worker",
                RunStage.TRAIN,
                Instant.EPOCH,
                new BuildProgress(
                        Optional.empty(),
                        Optional.of(
                                new TrainingRound(round, 9_000, Optional.of(new ValidationMetric("log_loss", value))))),
                Instant.EPOCH));
    }

    @Test
    void aCurveGrowsRoundByRoundAndBeginsAnewWithAnotherClaim() {
        report(1, 3, 0.5);
        report(1, 3, 0.5);
        report(1, 7, 0.4);
        assertThat(curves.of("tr_1").points()).containsExactly(new CurvePoint(3, 0.5), new CurvePoint(7, 0.4));
        assertThat(curves.of("tr_1").metric()).isEqualTo("log_loss");

        report(2, 1, 0.6);

        assertThat(curves.of("tr_1").points()).containsExactly(new CurvePoint(1, 0.6));
        assertThat(curves.of("tr_2").points()).isEmpty();
    }

    @Test
    void aLongCurveKeepsItsEndsAndItsBound() {
        for (int round = 1; round <= 5_000; round++) {
            report(1, round, 1.0 / round);
        }

        assertThat(curves.of("tr_1").points())
                .hasSizeBetween(100, 240)
                .startsWith(new CurvePoint(1, 1.0))
                .endsWith(new CurvePoint(5_000, 1.0 / 5_000))
                .isSortedAccordingTo((a, b) -> Integer.compare(a.round(), b.round()));
    }
}
