package io.modelfactory.worker.negative;

import static io.modelfactory.worker.failure.FailureCode.RUN_ATTEMPTS_EXHAUSTED;
import static io.modelfactory.worker.ledger.run.RunEventType.REQUEST_QUEUED;
import static io.modelfactory.worker.ledger.run.RunEventType.RUN_FAILED;
import static io.modelfactory.worker.ledger.run.RunEventType.RUN_RESUMED;
import static io.modelfactory.worker.ledger.run.RunEventType.RUN_STARTED;
import static io.modelfactory.worker.negative.ExpectedOutcome.RUN_FAILS;
import static io.modelfactory.worker.negative.NegativePath.path;

import java.util.List;

/** Failures of the workers themselves. */
final class ExecutionNegativePaths {
    private ExecutionNegativePaths() {}

    static List<NegativePath> all() {
        return List.of(path("every worker that starts the run crashes", RUN_ATTEMPTS_EXHAUSTED)
                .given(scenario -> scenario.crashAtStart(2))
                .expect(RUN_FAILS, REQUEST_QUEUED, RUN_STARTED, RUN_RESUMED, RUN_FAILED)
                .says("attempt 2 of 2: no attempt got the run any further"));
    }
}
