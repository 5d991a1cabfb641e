package io.modelfactory.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.ledger.activity.AttemptLog;
import io.modelfactory.worker.ledger.activity.LogLine;
import io.modelfactory.worker.ledger.activity.RunStage;
import io.modelfactory.worker.ledger.activity.StageTime;
import io.modelfactory.worker.ledger.lease.Lease;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AttemptLogBufferTest {
    private final AttemptLogBuffer buffer = new AttemptLogBuffer(new Lease("tr_a", "worker-1", 7));

    private static long seconds(int seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }

    private void log(int number) {
        buffer.onLine(new LogLine(Instant.EPOCH, "INFO", "RunExecutor", "line " + number));
    }

    @Test
    void eachStageTakesUntilTheNextOneAndTheLastUntilTheEnd() {
        buffer.onStage(RunStage.RESOLVE, seconds(10));
        buffer.onStage(RunStage.TRAIN, seconds(12));
        buffer.onStage(RunStage.TRAIN, seconds(13));
        assertThat(buffer.news().orElseThrow().stages())
                .containsExactly(
                        new StageTime(RunStage.RESOLVE, Optional.of(2_000L)),
                        new StageTime(RunStage.TRAIN, Optional.empty()));

        buffer.onEnd(seconds(17));
        assertThat(buffer.news().orElseThrow().stages())
                .containsExactly(
                        new StageTime(RunStage.RESOLVE, Optional.of(2_000L)),
                        new StageTime(RunStage.TRAIN, Optional.of(5_000L)));
    }

    @Test
    void whatHasNotChangedIsNoNewsUnlessItCouldNotBeWritten() {
        log(1);
        assertThat(buffer.news()).isPresent();
        assertThat(buffer.news()).isEmpty();

        buffer.notWritten();
        assertThat(buffer.news()).isPresent();
    }

    @Test
    void ofManyLinesTheFirstAndTheLastAreKeptAndTheOthersCounted() {
        int lines = 1_000;
        IntStream.rangeClosed(1, lines).forEach(this::log);

        AttemptLog kept = buffer.news().orElseThrow();
        assertThat(kept.lines()).hasSize(AttemptLogBuffer.FIRST_LINES + AttemptLogBuffer.LAST_LINES);
        assertThat(kept.linesLeftOut()).isEqualTo(lines - kept.lines().size());
        assertThat(kept.leftOutAfter()).isEqualTo(AttemptLogBuffer.FIRST_LINES);
        assertThat(kept.lines().get(kept.leftOutAfter() - 1).message())
                .isEqualTo("line " + AttemptLogBuffer.FIRST_LINES);
        assertThat(kept.lines().get(kept.leftOutAfter()).message())
                .isEqualTo("line " + (lines - AttemptLogBuffer.LAST_LINES + 1));
        assertThat(kept.lines().get(kept.lines().size() - 1).message()).isEqualTo("line " + lines);
    }
}
