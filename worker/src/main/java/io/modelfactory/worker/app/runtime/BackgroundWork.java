package io.modelfactory.worker.app.runtime;

import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.ledger.Delivery;
import io.modelfactory.worker.ledger.OutboxRows;
import io.modelfactory.worker.ledger.ReceiptRows;
import io.modelfactory.worker.ledger.Reconciliations;
import io.modelfactory.worker.outbox.OutboxJanitor;
import io.modelfactory.worker.outbox.OutboxRelay;
import io.modelfactory.worker.outbox.ReceiptArchiver;
import io.modelfactory.worker.reconcile.Reconciler;
import io.modelfactory.worker.reconcile.ReconciliationSchedule;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.time.Duration;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.Producer;

/** What goes on beside intake and corridor, each in a loop of its own: it sends, archives, tidies and reconciles. */
final class BackgroundWork {
    /** A control topic that cannot be had is noticed, and asked for again, rather than waited for. */
    private static final Duration FACT_PATIENCE = Duration.ofSeconds(5);

    private final OutboxRelay relay;
    private final OutboxRelay facts;
    private final ReceiptArchiver archiver;
    private final OutboxJanitor janitor;
    private final ReconciliationSchedule reconciliation;

    /** @param producer of messages that must arrive; facts have their own, so that they hold up nothing */
    BackgroundWork(
            Wiring wiring,
            DataSource database,
            ArtifactStore artifacts,
            JsonSchemas schemas,
            Producer<byte[], byte[]> producer,
            Surroundings surroundings,
            Serdes serdes,
            WorkerMeters meters) {
        OutboxRows messages = new OutboxRows(database, Delivery.CERTAIN);
        this.relay = new OutboxRelay(messages, producer, serdes.serializer(), meters);
        this.facts = new OutboxRelay(
                new OutboxRows(database, Delivery.BEST_EFFORT),
                surroundings.factProducer(FACT_PATIENCE),
                serdes.serializer(),
                meters);
        this.archiver = new ReceiptArchiver(new ReceiptRows(database), artifacts, meters);
        this.janitor = new OutboxJanitor(messages, wiring.outbox().retention(), meters);
        this.reconciliation = new ReconciliationSchedule(
                new Reconciler(new Reconciliations(database), artifacts, new DocumentStore(artifacts, schemas), meters),
                wiring.reconciliation().interval(),
                meters);
    }

    void start(Loops loops) {
        loops.start("relay", relay, relay::stop);
        loops.start("facts", facts, facts::stop);
        loops.start("archiver", archiver, archiver::stop);
        loops.start("janitor", janitor, janitor::stop);
        loops.start("reconciliation", reconciliation, reconciliation::stop);
    }
}
