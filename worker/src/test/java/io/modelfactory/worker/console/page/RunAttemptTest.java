package io.modelfactory.worker.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.ledger.activity.AttemptLog;
import io.modelfactory.worker.ledger.activity.LogLine;
import io.modelfactory.worker.ledger.activity.RunProgress;
import io.modelfactory.worker.ledger.activity.RunStage;
import io.modelfactory.worker.ledger.activity.StageTime;
import io.modelfactory.worker.progress.BuildProgress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunAttemptTest {
    private static final Instant START = Instant.parse("2026-02-10T10:00:00Z");

    private static AttemptLog log(long claim, StageTime... stages) {
        return new AttemptLog("tr_a", claim, "worker-" + claim, List.of(stages), List.of(), 0, 0);
    }

    private static RunProgress progress(long claim, RunStage stage) {
        return new RunProgress(
                "tr_a",
                claim,
                "worker-" + claim,
                stage,
                START,
                new BuildProgress(Optional.empty(), Optional.empty()),
                START.plusSeconds(1));
    }

    @Test
    void theStageAtWorkGoesOnToNowAndOneOfADeadWorkerHasNoTime() {
        RunProgress current = progress(2, RunStage.TRAIN);
        List<RunAttempt> attempts = RunAttempt.of(
                List.of(progress(1, RunStage.TRAIN), current),
                List.of(
                        log(1, new StageTime(RunStage.TRAIN, Optional.empty())),
                        log(
                                2,
                                new StageTime(RunStage.RESOLVE, Optional.of(2_000L)),
                                new StageTime(RunStage.TRAIN, Optional.empty()))),
                Optional.of(current),
                START.plusSeconds(8));

        assertThat(attempts.get(0).stages().get(0).seconds()).isEmpty();
        assertThat(attempts.get(1).stages().get(1).seconds()).contains(8.0);
        assertThat(attempts.get(1).stages().get(1).goesOn()).isTrue();
        assertThat(attempts.get(1).bar(1)).containsExactly(20.0, 80.0);
    }

    @Test
    void aClaimOfWhichOnlyOneOfTheTwoIsKnownIsShownToo() {
        List<RunAttempt> attempts =
                RunAttempt.of(List.of(progress(2, RunStage.GATE)), List.of(log(1)), Optional.empty(), START);

        assertThat(attempts).extracting(RunAttempt::workerId).containsExactly("worker-1", "worker-2");
        assertThat(attempts.get(0).text()).isEmpty();
        assertThat(attempts.get(1).lines()).isEmpty();
    }

    @Test
    void theGapIsWhereLinesAreMissing() {
        LogLine line = new LogLine(START, "INFO", "RunExecutor", "it");
        RunAttempt attempt = new RunAttempt(
                1, "worker-1", Optional.empty(), Optional.empty(), List.of(), List.of(line, line, line), 9, 2);

        assertThat(attempt.firstLines()).hasSize(2);
        assertThat(attempt.lastLines()).hasSize(1);
    }
}
