package io.modelfactory.worker.app.worker;

import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.app.wiring.ExternalResources;
import io.modelfactory.worker.app.wiring.SerdeFactory;
import io.modelfactory.worker.app.wiring.TransactionalIds;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.execution.RunObserver;
import io.modelfactory.worker.ledger.outbox.Delivery;
import io.modelfactory.worker.ledger.outbox.OutboxReader;
import io.modelfactory.worker.ledger.receipt.ReceiptArchiveReader;
import io.modelfactory.worker.ledger.reconciliation.ReconciliationRepository;
import io.modelfactory.worker.ledger.retention.MonthlyHistory;
import io.modelfactory.worker.outbox.OutboxPurger;
import io.modelfactory.worker.outbox.OutboxRelay;
import io.modelfactory.worker.outbox.ReceiptArchiver;
import io.modelfactory.worker.reconcile.Reconciler;
import io.modelfactory.worker.reconcile.ReconciliationSchedule;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.time.Duration;
import javax.sql.DataSource;

/**
 * Background work beside intake and execution, each in a loop of its own: relaying, archiving, purging, reconciling,
 * and the partitions of the months to come.
 */
final class BackgroundTasks {
    /** A control topic that cannot be had is noticed, and asked for again, rather than waited for. */
    private static final Duration FACT_PRODUCER_TIMEOUT = Duration.ofSeconds(5);

    private final OutboxRelay relay;
    private final OutboxRelay facts;
    private final ReceiptArchiver archiver;
    private final OutboxPurger janitor;
    private final ReconciliationSchedule reconciliation;
    private final HistoryMonthsTask months;

    /** @param meters of each producer are reported by {@code watch} */
    BackgroundTasks(
            Wiring wiring,
            DataSource database,
            ArtifactStore artifacts,
            JsonSchemas schemas,
            ExternalResources resources,
            SerdeFactory serdes,
            HealthChecks watch,
            WorkerMeters meters) {
        OutboxReader messages = new OutboxReader(database, Delivery.AT_LEAST_ONCE);
        Duration lease = wiring.lease().duration();
        this.relay = new OutboxRelay(
                messages,
                topic -> watch.watched(resources.producer(TransactionalIds.relay(wiring.kafka(), topic))),
                serdes.serializer(),
                lease,
                meters);
        this.facts = new OutboxRelay(
                new OutboxReader(database, Delivery.BEST_EFFORT),
                topic -> watch.watched(
                        resources.factProducer(TransactionalIds.facts(wiring.kafka(), topic), FACT_PRODUCER_TIMEOUT)),
                serdes.serializer(),
                lease,
                meters);
        this.archiver = new ReceiptArchiver(new ReceiptArchiveReader(database), artifacts, meters);
        this.janitor = new OutboxPurger(messages, wiring.outbox().retention(), meters);
        this.months = new HistoryMonthsTask(new MonthlyHistory(database), meters);
        this.reconciliation = new ReconciliationSchedule(
                new Reconciler(
                        new ReconciliationRepository(database),
                        artifacts,
                        new DocumentStore(artifacts, schemas),
                        meters),
                wiring.reconciliation().interval(),
                meters);
    }

    /** See {@link RelayWakeup}. */
    RunObserver relayedAtEnd() {
        return new RelayWakeup(relay::wake);
    }

    void start(WorkerThreads loops) {
        loops.start("relay", relay, relay::stop);
        loops.start("facts", facts, facts::stop);
        loops.start("archiver", archiver, archiver::stop);
        loops.start("janitor", janitor, janitor::stop);
        loops.start("reconciliation", reconciliation, reconciliation::stop);
        loops.start("months", months, months::stop);
    }
}
