package io.modelfactory.worker.ledger;

import static io.modelfactory.worker.ledger.LedgerFixture.LONG;
import static io.modelfactory.worker.ledger.LedgerFixture.build;
import static io.modelfactory.worker.ledger.LedgerFixture.publishableBuild;
import static io.modelfactory.worker.ledger.LedgerFixture.refs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.ledger.outbox.OutboxReader;
import io.modelfactory.worker.ledger.outbox.RelayRound;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** When idle workers are notified of a run. */
class RunNotificationsIT {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    /** A notification is there at once: the database sends it with the answer to the commit or before. */
    private static final Duration SILENCE = Duration.ofMillis(200);

    private final LedgerDatabase database = LedgerDatabase.create();
    private final RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());
    private final RunNotifications notifications = RunNotifications.listen(unpooled());

    @AfterEach
    void close() {
        notifications.close();
        database.close();
    }

    @Test
    void aQueuedRunIsNotified() {
        ledger.submit(List.of(build("request-1", "a")));

        assertThat(notifications.await(TIMEOUT)).isTrue();
    }

    @Test
    void dryRunsAndDuplicatesAreNotNotified() {
        ledger.submit(List.of(build("request-1", "a")));
        assertThat(notifications.await(TIMEOUT)).isTrue();

        ledger.dryRun(List.of(build("request-2", "b")));
        ledger.submit(List.of(build("request-1", "a")));
        ledger.submit(List.of(LedgerFixture.refusal("request-3", "no manifest")));

        assertThat(notifications.await(SILENCE)).isFalse();
    }

    @Test
    void aReleasedRunIsNotifiedUnlessDelayed() {
        ledger.submit(List.of(build("request-1", "a")));
        assertThat(notifications.await(TIMEOUT)).isTrue();

        ledger.release(claim(), Duration.ZERO, "the worker stops");
        assertThat(notifications.await(TIMEOUT)).isTrue();

        ledger.release(claim(), LONG, "the store is down");
        assertThat(notifications.await(SILENCE)).isFalse();
    }

    @Test
    void aRunAllowedToPublishLaterIsNotified() {
        ledger.submit(List.of(build("request-1", "a")));
        Lease lease = claim();
        ledger.evalReady(lease, refs("eval_report"));
        ledger.pass(lease, refs("gate_receipt"));
        assertThat(notifications.await(TIMEOUT)).isTrue();

        ledger.submit(List.of(publishableBuild("request-2", "a")));
        assertThat(notifications.await(TIMEOUT)).isTrue();

        ledger.publishPending(claim(), FailureCode.PUBLISH_CONFLICT, "occupied", refs());
        ledger.submit(List.of(LedgerFixture.retry("request-3", "a")));
        assertThat(notifications.await(TIMEOUT)).isTrue();
    }

    @Test
    void aWaitingRunIsNotifiedAgainOnceAnotherRequestNoLongerLocksIt() {
        ledger.submit(List.of(build("request-1", "a")));
        assertThat(notifications.await(TIMEOUT)).isTrue();

        ledger.submit(List.of(build("request-2", "a")));
        assertThat(notifications.await(TIMEOUT)).isTrue();

        ledger.fail(claim(), FailureCode.TRAINING_FAILED, "it was never meant to end", refs());
        ledger.submit(List.of(build("request-3", "a")));
        assertThat(notifications.await(SILENCE)).as("nothing is left to do").isFalse();
    }

    @Test
    void aRelayedChangeIsNotifiedToThoseWhoListenForChangesOnly() {
        ledger.submit(List.of(build("request-1", "a")));
        assertThat(notifications.await(TIMEOUT)).isTrue();
        RunNotifications changes = RunNotifications.listenForChanges(unpooled());
        claim();
        assertThat(changes.await(SILENCE)).as("nothing is relayed yet").isFalse();

        OutboxReader outbox = new OutboxReader(database.dataSource());
        assertThat(outbox.relayNext(RelayRound.ofSize(100, 2), (page, requireLock) -> () -> page)
                        .orElse(0))
                .isPositive();

        assertThat(changes.await(TIMEOUT)).isTrue();
        assertThat(notifications.await(SILENCE)).as("no run became claimable").isFalse();
        changes.close();
    }

    @Test
    void aLostConnectionIsATransientFault() {
        database.cutConnections();

        assertThatThrownBy(() -> notifications.await(TIMEOUT)).isInstanceOf(TransientFaultException.class);
    }

    private Lease claim() {
        return ledger.claim("worker", LONG).orElseThrow().lease();
    }

    private PGSimpleDataSource unpooled() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(database.url());
        source.setUser("postgres");
        return source;
    }
}
