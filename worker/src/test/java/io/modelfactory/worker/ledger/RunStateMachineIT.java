package io.modelfactory.worker.ledger;

import static io.modelfactory.worker.ledger.LedgerFixture.LONG;
import static io.modelfactory.worker.ledger.LedgerFixture.build;
import static io.modelfactory.worker.ledger.LedgerFixture.lifecycleEvent;
import static io.modelfactory.worker.ledger.LedgerFixture.override;
import static io.modelfactory.worker.ledger.LedgerFixture.refs;
import static io.modelfactory.worker.ledger.LedgerFixture.retry;
import static io.modelfactory.worker.ledger.LedgerFixture.runKey;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.ledger.lease.ClaimedRun;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.ledger.lease.LeaseLostException;
import io.modelfactory.worker.ledger.run.ExecutionMode;
import io.modelfactory.worker.ledger.run.RunEvent;
import io.modelfactory.worker.ledger.run.RunEventType;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import io.modelfactory.worker.ledger.run.RunTransition;
import io.modelfactory.worker.ledger.run.RunTransition.RunPhase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;

/** Random actions of requesters and workers in any order never break the table of transitions. */
class RunStateMachineIT {
    private static final LedgerDatabase DATABASE = LedgerDatabase.create();

    /** What can be done to a run, sensible at the moment or not. */
    enum RunAction {
        REQUEST,
        REQUEST_PUBLISH,
        REQUEST_RETRY,
        REQUEST_OVERRIDE,
        CLAIM,
        LOSE_LEASE,
        RELEASE,
        RETRY_LATER,
        EVAL_READY,
        PASS,
        FAIL,
        FAIL_FOR_INPUTS,
        FAIL_UNDECIDED,
        PUBLISH_PENDING,
        PUBLISHED
    }

    @AfterContainer
    static void close() {
        DATABASE.close();
    }

    @Property(tries = 150, shrinking = ShrinkingMode.BOUNDED)
    void everyHistoryFollowsTheTransitionTable(@ForAll("actions") List<RunAction> actions) {
        RunActionExecutor executor = new RunActionExecutor();
        executor.ledger.submit(List.of(build("request-first", "a")));
        actions.forEach(executor::perform);

        List<RunEvent> events = executor.ledger.events(runKey("a"));
        assertThat(events).first().extracting(RunEvent::type).isEqualTo(RunEventType.REQUEST_QUEUED);
        for (int i = 1; i < events.size(); i++) {
            RunEvent before = events.get(i - 1);
            RunEvent event = events.get(i);
            assertThat(event.seq()).isEqualTo(before.seq() + 1);
            assertThat(event.occurredAt()).isAfterOrEqualTo(before.occurredAt());
            assertThat(isInTheTable(before, event))
                    .as("%s/%s -%s-> %s/%s", before.state(), before.mode(), event.type(), event.state(), event.mode())
                    .isTrue();
        }
        executor.assertRunConsistent(events);
        assertOverriddenOnceAndNeverTrainedAgain(events);
    }

    /** What follows an override is publication and its failures, and no training. */
    private static void assertOverriddenOnceAndNeverTrainedAgain(List<RunEvent> events) {
        List<RunEventType> types = events.stream().map(RunEvent::type).toList();
        int granted = types.indexOf(RunEventType.PUBLISH_OVERRIDE_GRANTED);
        if (granted >= 0) {
            assertThat(events.get(granted - 1).state()).isEqualTo(RunState.FAIL);
            assertThat(types.subList(granted + 1, types.size()))
                    .doesNotContain(RunEventType.EVAL_READY, RunEventType.GATE_PASS, RunEventType.RUN_REQUEUED);
            assertThat(events.subList(granted, events.size()))
                    .extracting(RunEvent::mode)
                    .doesNotContain(ExecutionMode.FULL);
        }
    }

    @Provide
    Arbitrary<List<RunAction>> actions() {
        Arbitrary<RunAction> likely = Arbitraries.frequency(
                Tuple.of(3, RunAction.CLAIM),
                Tuple.of(2, RunAction.EVAL_READY),
                Tuple.of(2, RunAction.PASS),
                Tuple.of(2, RunAction.REQUEST_PUBLISH),
                Tuple.of(2, RunAction.FAIL_UNDECIDED),
                Tuple.of(2, RunAction.REQUEST_OVERRIDE),
                Tuple.of(2, RunAction.PUBLISH_PENDING),
                Tuple.of(2, RunAction.REQUEST_RETRY));
        return Arbitraries.oneOf(Arbitraries.of(RunAction.class), likely)
                .list()
                .ofMinSize(1)
                .ofMaxSize(30);
    }

    private static boolean isInTheTable(RunEvent before, RunEvent event) {
        RunPhase from = RunPhase.of(before.state(), before.mode());
        RunPhase to = RunPhase.of(event.state(), event.mode());
        return Arrays.stream(RunTransition.values())
                .filter(transition -> transition.event() == event.type())
                .filter(transition -> transition.from().contains(from))
                .anyMatch(transition -> transition.to().orElse(from) == to);
    }

    /** One run and those who deal with it. */
    private static final class RunActionExecutor {
        final RunLedger ledger;
        private final List<Lease> leases = new ArrayList<>();
        private Optional<Instant> pinnedStart = Optional.empty();
        private int requests;
        private int requeues;

        RunActionExecutor() {
            DATABASE.sql().useHandle(sql -> sql.execute("""
                SET session_replication_role = replica;
                TRUNCATE mf_run, mf_run_progress, mf_attempt_log, mf_request, mf_request_key, mf_run_event, mf_gate_attempt,
                    mf_run_metric, mf_outbox;
                RESET session_replication_role
                """));
            ledger = new RunLedger(DATABASE.dataSource(), LedgerFixture.settings());
        }

        void perform(RunAction deed) {
            try {
                switch (deed) {
                    case REQUEST -> ledger.submit(List.of(build(nextRequest(), "a")));
                    case REQUEST_PUBLISH -> ledger.submit(List.of(build(nextRequest(), "a", true)));
                    case REQUEST_RETRY -> ledger.submit(List.of(retry(nextRequest(), "a")));
                    case REQUEST_OVERRIDE -> ledger.submit(List.of(override(nextRequest(), "a")));
                    case CLAIM -> ledger.claim("worker-1", LONG).ifPresent(this::claimed);
                    case LOSE_LEASE -> expireLeases();
                    default -> applyLeasedAction(deed);
                }
            } catch (LeaseLostException | FailureException refused) {
                assertThat(leases)
                        .as("a worker without a lease has nothing to be refused")
                        .isNotEmpty();
            }
        }

        private void claimed(ClaimedRun claimed) {
            leases.add(claimed.lease());
            forgetStartIfRequeued(claimed.run());
            if (pinnedStart.isPresent()) {
                assertThat(claimed.run().executionStartedAt()).isEqualTo(pinnedStart);
            }
            pinnedStart = claimed.run().executionStartedAt();
        }

        /** A run that was queued again is started anew. */
        private void forgetStartIfRequeued(RunRecord run) {
            if (run.requeues() != requeues) {
                requeues = run.requeues();
                pinnedStart = Optional.empty();
            }
        }

        /** By the last who claimed the run, be the lease still theirs or not. */
        private void applyLeasedAction(RunAction deed) {
            if (leases.isEmpty()) {
                return;
            }
            Lease lease = leases.get(leases.size() - 1);
            switch (deed) {
                case RELEASE -> ledger.release(lease, Duration.ZERO, "shutdown");
                case RETRY_LATER ->
                    ledger.retryLater(lease, Duration.ZERO, FailureCode.MANIFEST_UNRESOLVED, "not there");
                case EVAL_READY -> ledger.evalReady(lease, refs("eval_report"));
                case PASS -> ledger.pass(lease, refs("gate_receipt"));
                case FAIL -> ledger.fail(lease, FailureCode.TRAINING_FAILED, "no", refs());
                case FAIL_FOR_INPUTS -> ledger.fail(lease, FailureCode.DATASET_INVALID, "no", refs());
                // What a gate has judged was trained, and says so.
                case FAIL_UNDECIDED ->
                    ledger.fail(lease, FailureCode.GATE_INCONCLUSIVE, "no", refs("execution_record"));
                case PUBLISH_PENDING -> ledger.publishPending(lease, FailureCode.PUBLISH_CONFLICT, "no", refs());
                case PUBLISHED -> ledger.published(lease, refs("bundle_publication"), lifecycleEvent());
                default -> throw new IllegalArgumentException(deed + " is no work");
            }
        }

        void assertRunConsistent(List<RunEvent> events) {
            RunRecord run = ledger.find(runKey("a")).orElseThrow();
            RunEvent last = events.get(events.size() - 1);
            assertThat(run.state()).isEqualTo(last.state());
            assertThat(run.mode()).isEqualTo(last.mode());
            assertThat(run.fullRunAttempts())
                    .isBetween(0, LedgerFixture.settings().maxFullRunAttempts());
            assertThat(run.publishRetryAttempts())
                    .isBetween(0, LedgerFixture.settings().maxPublishRetryAttempts());
            forgetStartIfRequeued(run);
            assertThat(run.executionStartedAt()).isEqualTo(pinnedStart);
            if (run.finished()) {
                assertThat(ledger.requests(runKey("a")))
                        .allMatch(request -> request.receiptStatus().isPresent());
                expireLeases();
                assertThat(ledger.claim("worker-1", LONG)).isEmpty();
            }
            assertThat(lifecycleEvents()).isEqualTo(run.state() == RunState.PUBLISHED ? 1 : 0);
        }

        private String nextRequest() {
            requests++;
            return "request-" + requests;
        }

        private static void expireLeases() {
            DATABASE.sql().useHandle(sql -> sql.execute("""
                UPDATE mf_run SET lease_deadline = now() - interval '1 second'
                WHERE lease_owner IS NOT NULL
                """));
        }

        private static int lifecycleEvents() {
            return DATABASE.sql()
                    .withHandle(sql -> sql.createQuery("SELECT count(*) FROM mf_outbox WHERE topic = ?")
                            .bind(0, LedgerFixture.REGISTRY_EVENTS)
                            .mapTo(Integer.class)
                            .one());
        }
    }
}
