package io.modelfactory.worker.app.worker;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.execution.RunObserver;
import io.modelfactory.worker.ledger.run.ExecutionMode;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunRecordFixture;
import io.modelfactory.worker.ledger.run.RunState;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RelayWakeupTest {
    private static final RunRecord CLAIMED = RunRecordFixture.running(ExecutionMode.FULL);

    private final AtomicInteger wakes = new AtomicInteger();
    private final RunObserver observer = RunObserver.none().and(new RelayWakeup(wakes::incrementAndGet));

    @Test
    void theEndOfARunWakesTheRelay() {
        observer.onRunReleased(CLAIMED, RunRecordFixture.inState(RunState.PUBLISHED));
        assertThat(wakes).hasValue(1);

        observer.onRunReleased(CLAIMED, CLAIMED);
        assertThat(wakes).as("also of one that is to be tried again").hasValue(2);
    }

    @Test
    void itsStartDoesNot() {
        observer.onRunStarted(CLAIMED);

        assertThat(wakes).hasValue(0);
    }
}
