package io.modelfactory.worker.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.LedgerDatabase;
import io.modelfactory.worker.ledger.reconciliation.ReconciliationRepository;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** One worker reconciles at a time, however long it takes. */
class ReconciliationLockIT {
    /** The lock is kept by a statement every quarter of a second, which comes late on a busy machine. */
    private static final Duration IDLE_TIMEOUT = Duration.ofSeconds(10);

    private final LedgerDatabase database = LedgerDatabase.create();

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aReconciliationLongerThanTheIdleTimeoutKeepsItsLock() {
        ReconciliationRepository first = repository();
        ReconciliationRepository second = repository();

        boolean reconciled = first.runExclusively(requireLock -> {
            await().pollDelay(IDLE_TIMEOUT.plusSeconds(1)).until(() -> true);
            requireLock.run();
            assertThat(second.runExclusively(other -> {})).isFalse();
        });

        assertThat(reconciled).isTrue();
        assertThat(second.runExclusively(requireLock -> {})).isTrue();
    }

    @Test
    void aLostLockIsNoticed() {
        ReconciliationRepository repository = repository();

        assertThatExceptionOfType(TransientFaultException.class)
                .isThrownBy(() -> repository.runExclusively(requireLock -> {
                    database.cutConnections();
                    await().until(() -> isLost(requireLock));
                    requireLock.run();
                }));
    }

    private static boolean isLost(Runnable requireLock) {
        try {
            requireLock.run();
            return false;
        } catch (TransientFaultException lost) {
            return true;
        }
    }

    private ReconciliationRepository repository() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(database.url());
        source.setUser("postgres");
        source.setOptions("-c idle_in_transaction_session_timeout=" + IDLE_TIMEOUT.toMillis());
        return new ReconciliationRepository(source);
    }
}
