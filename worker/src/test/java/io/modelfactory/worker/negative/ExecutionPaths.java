package io.modelfactory.worker.negative;

import static io.modelfactory.worker.failure.FailureCode.RUN_ATTEMPTS_EXHAUSTED;
import static io.modelfactory.worker.failure.FailureCode.TRAINING_FAILED;
import static io.modelfactory.worker.failure.FailureCode.WORKER_RUNTIME_ERROR;
import static io.modelfactory.worker.ledger.RunEventType.EVAL_READY;
import static io.modelfactory.worker.ledger.RunEventType.GATE_PASS;
import static io.modelfactory.worker.ledger.RunEventType.REQUEST_QUEUED;
import static io.modelfactory.worker.ledger.RunEventType.RUN_FAILED;
import static io.modelfactory.worker.ledger.RunEventType.RUN_RESUMED;
import static io.modelfactory.worker.ledger.RunEventType.RUN_STARTED;
import static io.modelfactory.worker.negative.Ending.RUN_FAILS;
import static io.modelfactory.worker.negative.NegativePath.path;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.modelfactory.worker.artifact.Evidence.Name;
import io.modelfactory.worker.ledger.RunEventType;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What goes wrong in the machinery itself. */
final class ExecutionPaths {
    private static final RunEventType[] TAKEN_UP_AT_PASS = {
        REQUEST_QUEUED, RUN_STARTED, EVAL_READY, GATE_PASS, RUN_RESUMED, RUN_FAILED
    };

    private ExecutionPaths() {}

    static List<NegativePath> all() {
        return List.of(
                path("the stored model is none", TRAINING_FAILED)
                        .given(scene -> scene.wasLeftBeforePublishing(
                                scene.evidence().withModel("no model".getBytes(StandardCharsets.UTF_8))))
                        .ends(RUN_FAILS, TAKEN_UP_AT_PASS)
                        .says("the stored model cannot be loaded"),
                path("every worker that starts the run dies", RUN_ATTEMPTS_EXHAUSTED)
                        .given(scene -> scene.wasStartedByAWorkerThatDied(2))
                        .ends(RUN_FAILS, REQUEST_QUEUED, RUN_STARTED, RUN_RESUMED, RUN_FAILED)
                        .says("the run was attempted 2 times without getting any further"),
                path("what nobody foresaw: scored rows that do not fit the model", WORKER_RUNTIME_ERROR)
                        .given(scene -> scene.wasLeftBeforePublishing(scene.evidence()
                                .with(
                                        Name.SCORING_SAMPLE,
                                        sample -> sample.path("rows").forEach(row -> ((ArrayNode) row).add(1)))))
                        .ends(RUN_FAILS, TAKEN_UP_AT_PASS)
                        .says("IllegalArgumentException"));
    }
}
