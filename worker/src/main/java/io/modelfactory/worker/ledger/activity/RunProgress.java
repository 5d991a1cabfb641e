package io.modelfactory.worker.ledger.activity;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.modelfactory.worker.progress.BuildProgress;
import io.modelfactory.worker.progress.RowsRead;
import io.modelfactory.worker.progress.TrainingRound;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How far a claim of a run has come, as its worker last reported it. Times are the database's.
 *
 * @param claim number of the claim, which is its fencing token
 */
public record RunProgress(
        String runKey,
        long claim,
        String workerId,
        RunStage stage,
        Instant stageStartedAt,
        @JsonUnwrapped BuildProgress build,
        Instant updatedAt) {

    /** Shorter times say more about chance than about the rest. */
    private static final Duration SHORTEST_BASIS = Duration.ofSeconds(1);

    /**
     * What is left of the stage at its speed so far, from the last report on; for reading, training and the windows of
     * a backtest only. Early stopping may end a training sooner.
     */
    public Optional<Duration> stageTimeLeft() {
        return switch (stage) {
            case DATASET -> build.rows().flatMap(this::timeLeft);
            case TRAIN, BACKTEST -> build.training().flatMap(this::timeLeft);
            default -> Optional.empty();
        };
    }

    private Optional<Duration> timeLeft(RowsRead rows) {
        return timeLeft(rows.read(), rows.total());
    }

    private Optional<Duration> timeLeft(TrainingRound training) {
        return timeLeft(training.round(), training.rounds());
    }

    private Optional<Duration> timeLeft(long done, long total) {
        Duration taken = Duration.between(stageStartedAt, updatedAt);
        if (done <= 0 || done > total || taken.compareTo(SHORTEST_BASIS) < 0) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofMillis(Math.round(taken.toMillis() * ((double) (total - done) / done))));
    }
}
