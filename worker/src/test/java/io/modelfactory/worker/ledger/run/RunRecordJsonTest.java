package io.modelfactory.worker.ledger.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.FailureCode;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The members of a run's document, their names and their order: {@code runs show --json} prints them. */
class RunRecordJsonTest {
    private static final Instant CREATED = Instant.parse("2026-02-10T14:19:00Z");

    @Test
    void aRunIsOneFlatDocument() {
        RunRecord run = new RunRecord(
                new RunRecord.Identity("tr_1", "key", "platform-run", "scope"),
                Json.object().put("request_id", "request-1"),
                RunState.FAIL,
                ExecutionMode.NONE,
                new RunRecord.Publication(
                        true,
                        false,
                        Optional.of(new PublishOverride(
                                "override-1", "HUMAN::ada", "key-1", "seen by the committee", CREATED.plusSeconds(5)))),
                new RunRecord.Attempts(3, 1, 2, 4),
                Map.of("model", new ArtifactRef("model.ubj", "a".repeat(64), 7)),
                Optional.of(new Failure(FailureCode.TRAINING_FAILED, "no more memory")),
                5,
                new RunRecord.StartPin(Optional.of(CREATED.plusSeconds(1)), Optional.of("digest"), Optional.of("key")),
                RunRecord.WorkerRecords.NONE,
                new RunRecord.Times(
                        CREATED.plusSeconds(2), CREATED, CREATED.plusSeconds(3), Optional.of(CREATED.plusSeconds(4))));

        assertThat(Json.text(run)).isEqualTo("""
                {"run_key":"tr_1","train_run_key":"key","platform_run_id":"platform-run","scope_key":"scope",\
                "request":{"request_id":"request-1"},"state":"FAIL","mode":"NONE",\
                "publish_requested":true,"publish_retry_requested":false,\
                "publish_override":{"request_id":"override-1","requester_principal":"HUMAN::ada",\
                "authenticated_by":"key-1","reason":"seen by the committee","granted_at":"2026-02-10T14:19:05Z"},\
                "full_run_attempts":3,"publish_retry_attempts":1,"attempts_in_state":2,"requeues":4,\
                "refs":{"model":{"ref":"model.ubj","sha256":"%s","bytes":7}},\
                "failure_code":"TRAINING_FAILED","failure_message":"no more memory","priority":5,\
                "execution_started_at":"2026-02-10T14:19:01Z","run_config_digest":"digest","signing_key_id":"key",\
                "available_at":"2026-02-10T14:19:02Z","created_at":"2026-02-10T14:19:00Z",\
                "updated_at":"2026-02-10T14:19:03Z","finished_at":"2026-02-10T14:19:04Z"}""".formatted("a".repeat(64)));
    }

    @Test
    void whatIsAbsentIsLeftOut() {
        RunRecord queued = RunRecordFixture.inState(RunState.QUEUED);

        assertThat(Json.objectTree(queued).fieldNames())
                .toIterable()
                .containsExactly(
                        "run_key",
                        "train_run_key",
                        "platform_run_id",
                        "scope_key",
                        "request",
                        "state",
                        "mode",
                        "publish_requested",
                        "publish_retry_requested",
                        "full_run_attempts",
                        "publish_retry_attempts",
                        "attempts_in_state",
                        "requeues",
                        "refs",
                        "priority",
                        "execution_started_at",
                        "run_config_digest",
                        "available_at",
                        "created_at",
                        "updated_at");
    }
}
