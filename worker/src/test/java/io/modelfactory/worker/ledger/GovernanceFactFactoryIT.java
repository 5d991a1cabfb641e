package io.modelfactory.worker.ledger;

import static io.modelfactory.worker.ledger.LedgerFixture.LONG;
import static io.modelfactory.worker.ledger.LedgerFixture.build;
import static io.modelfactory.worker.ledger.LedgerFixture.lifecycleEvent;
import static io.modelfactory.worker.ledger.LedgerFixture.publishableBuild;
import static io.modelfactory.worker.ledger.LedgerFixture.refs;
import static io.modelfactory.worker.ledger.LedgerFixture.retry;
import static io.modelfactory.worker.ledger.LedgerFixture.runKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.contracts.GovernanceFact;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.ledger.outbox.Delivery;
import io.modelfactory.worker.ledger.outbox.OutboxReader;
import io.modelfactory.worker.ledger.outbox.RelayRound;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The governance facts about a run, each in the commit of the change it records. */
class GovernanceFactFactoryIT {
    private static final String STARTED = "mf.train_run.started";
    private static final String COMPLETED = "mf.train_run.completed";
    private static final String PUBLISHED = "mf.bundle.published";

    private final LedgerDatabase database = LedgerDatabase.create();
    private final RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());
    private final ControlTopicMessages control = new ControlTopicMessages(database);

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aRunThatIsResumedWasStartedOnce() {
        ledger.submit(List.of(build("request-1", "a")));
        assertThat(ledger.claim("dying", Duration.ZERO)).isPresent();
        assertThat(ledger.claim("dying", Duration.ZERO)).isPresent();
        Lease lease = claim();
        ledger.release(lease, Duration.ZERO, "the worker stops");
        ledger.evalReady(claim(), refs("eval_report"));

        assertThat(control.ofType(STARTED)).singleElement().satisfies(fact -> {
            assertThat(fact.getRunKey()).isEqualTo(runKey("a"));
            assertThat(fact.getActorId()).isEqualTo("SYSTEM::run_operate");
            assertThat(fact.getActorSourceType()).isEqualTo("SYSTEM");
            assertThat(fact.getAttributes())
                    .containsEntry("launcher_policy_revision", "v1")
                    .containsEntry("worker_id", "worker-1")
                    .containsKey("run_config_digest");
        });
        assertThat(control.messages()).hasSize(1);
    }

    @Test
    void aStartNamesItsInputsAndRevisionsByReferenceOnly() {
        ledger.submit(List.of(build(
                "request-1",
                "a",
                false,
                Json.object()
                        .put("policy_revision", "policy-7")
                        .put("config_revision", "config-3")
                        .put("training_config_ref", "config/training.yaml")
                        .put("governance_profile_ref", "config/governance.yaml")
                        .set("dataset_manifest_refs", Json.tree(List.of("m/1.json", "m/2.json"))),
                0)));
        claim();

        GovernanceFact fact = control.ofType(STARTED).get(0);
        assertThat(fact.getRefs())
                .isEqualTo(Map.of(
                        "training_config_ref", "config/training.yaml",
                        "governance_profile_ref", "config/governance.yaml",
                        "dataset_manifest_refs[0]", "m/1.json",
                        "dataset_manifest_refs[1]", "m/2.json"));
        assertThat(fact.getDigests()).isEmpty();
        assertThat(fact.getAttributes())
                .containsEntry("policy_revision", "policy-7")
                .containsEntry("config_revision", "config-3");
    }

    @Test
    void factsCarryTheirIdAndTheRequestsTrace() {
        ledger.submit(List.of(build("request-1", "a")));
        claim();

        assertThat(control.messages()).singleElement().satisfies(message -> {
            assertThat(message.key()).isEqualTo(LedgerFixture.PLATFORM_RUN);
            assertThat(message.headers())
                    .containsEntry("ce_id", message.fact().getFactId())
                    .containsEntry("ce_type", STARTED)
                    .containsEntry("ce_source", "/model-factory/mf.v0")
                    .containsEntry("ce_specversion", "1.0")
                    .containsEntry("ce_subject", runKey("a"))
                    .containsEntry("ce_time", message.fact().getOccurredAtUtc())
                    .containsEntry("traceparent", LedgerFixture.TRACEPARENT);
        });
    }

    @Test
    void aRunThatPassesHasCompletedWithWhatItWrote() {
        ledger.submit(List.of(build("request-1", "a")));
        Lease lease = claim();
        ledger.evalReady(lease, refs("eval_report"));
        assertThat(control.ofType(COMPLETED)).isEmpty();
        ledger.pass(lease, refs("gate_receipt"));

        assertThat(control.ofType(COMPLETED)).singleElement().satisfies(fact -> {
            assertThat(fact.getAttributes()).containsEntry("outcome", "PASS").doesNotContainKey("reason_code");
            assertThat(fact.getRefs()).containsOnlyKeys("eval_report", "gate_receipt");
            assertThat(fact.getDigests())
                    .containsEntry(
                            "gate_receipt",
                            refs("gate_receipt").values().iterator().next().sha256())
                    .containsOnlyKeys("eval_report", "gate_receipt");
        });
    }

    @Test
    void aRunThatIsGivenUpHasCompletedToo() {
        ledger.submit(List.of(build("request-1", "a")));
        for (int attempt = 0; attempt < 3; attempt++) {
            assertThat(ledger.claim("dying", Duration.ZERO)).isPresent();
        }
        assertThat(ledger.claim("worker-1", LONG)).isEmpty();

        assertThat(control.ofType(COMPLETED))
                .singleElement()
                .satisfies(fact -> assertThat(fact.getAttributes())
                        .containsEntry("outcome", "FAIL")
                        .containsEntry("reason_code", "RUN_ATTEMPTS_EXHAUSTED")
                        .containsEntry("reason_category", "EXECUTION"));
    }

    @Test
    void aPassThatIsTakenBackIsAFactOfItsOwn() {
        ledger.submit(List.of(publishableBuild("request-1", "a")));
        Lease lease = claim();
        ledger.evalReady(lease, refs("eval_report"));
        ledger.pass(lease, refs("gate_receipt"));
        ledger.fail(lease, FailureCode.EVAL_REPORT_MISMATCH, "altered since", refs());

        List<GovernanceFact> completed = control.ofType(COMPLETED);
        assertThat(completed)
                .extracting(fact -> fact.getAttributes().get("outcome"))
                .containsExactly("PASS", "FAIL");
        assertThat(completed).extracting(GovernanceFact::getFactId).doesNotHaveDuplicates();
    }

    @Test
    void aBundleIsAttributedToItsLastRequester() {
        ledger.submit(List.of(publishableBuild("request-1", "a")));
        Lease lease = claim();
        ledger.evalReady(lease, refs("eval_report"));
        ledger.pass(lease, refs("gate_receipt"));
        ledger.publishPending(lease, FailureCode.PUBLISH_CONFLICT, "not yet", refs());
        ledger.submit(List.of(retry("retry-01", "a")));
        ledger.published(claim(), refs("bundle_publication"), lifecycleEvent());

        assertThat(control.ofType(PUBLISHED)).singleElement().satisfies(fact -> {
            assertThat(fact.getActorId()).isEqualTo("HUMAN::operator");
            assertThat(fact.getActorSourceType()).isEqualTo("HUMAN");
            assertThat(fact.getAttributes())
                    .containsEntry("bundle_id", "bundle-1")
                    .containsEntry("bundle_version", "v0-0123456789ab")
                    .containsEntry("registry_event_id", "reg_evt_0123456789abcdef01234567");
            assertThat(fact.getDigests()).containsKey("bundle_publication");
        });
        assertThat(control.ofType(STARTED)).hasSize(1);
        assertThat(control.ofType(COMPLETED)).hasSize(1);
    }

    @Test
    void everyFactHasAnIdOfItsOwn() {
        ledger.submit(List.of(publishableBuild("request-1", "a")));
        Lease published = claim();
        ledger.evalReady(published, refs());
        ledger.pass(published, refs());
        ledger.published(published, refs(), lifecycleEvent());
        ledger.submit(List.of(build("request-2", "b")));
        ledger.fail(claim(), FailureCode.MANIFEST_INVALID, "no", refs());

        assertThat(control.messages())
                .hasSize(5)
                .extracting(message -> message.fact().getFactId())
                .doesNotHaveDuplicates();
    }

    @Test
    void factsAreNotAmongTheMessagesThatOthersWaitFor() {
        ledger.submit(List.of(build("request-1", "a")));
        claim();
        WorkloadQuery workload = new WorkloadQuery(database.dataSource());

        assertThat(workload.backlog().facts()).isEqualTo(1);
        assertThat(workload.backlog().messages()).isEqualTo(2);
        new OutboxReader(database.dataSource()).relayNext(RelayRound.ofSize(100, 1), (rows, requireLock) -> () -> rows);
        assertThat(workload.remaining().messages()).isZero();
        assertThat(workload.remaining().facts()).isEqualTo(1);
        database.sql().useHandle(sql -> sql.execute("UPDATE mf_outbox SET created_at = now() - interval '11 seconds'"));
        assertThat(workload.remaining().facts()).isZero();
        new OutboxReader(database.dataSource(), Delivery.BEST_EFFORT)
                .relayNext(RelayRound.ofSize(100, 1), (rows, requireLock) -> () -> rows);
        assertThat(workload.backlog().facts()).isZero();
    }

    private Lease claim() {
        return ledger.claim("worker-1", LONG).orElseThrow().lease();
    }
}
