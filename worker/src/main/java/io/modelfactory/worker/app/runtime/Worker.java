package io.modelfactory.worker.app.runtime;

import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.ArtifactStores;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.LauncherPolicy;
import io.modelfactory.worker.config.Policy;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.corridor.Corridor;
import io.modelfactory.worker.intake.IntakeSettings;
import io.modelfactory.worker.intake.RequestIntake;
import io.modelfactory.worker.ledger.LedgerMigrations;
import io.modelfactory.worker.ledger.LedgerSettings;
import io.modelfactory.worker.ledger.OutboxRows;
import io.modelfactory.worker.ledger.ReceiptRows;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.WorkerIdentity;
import io.modelfactory.worker.outbox.OutboxRelay;
import io.modelfactory.worker.outbox.ReceiptArchiver;
import io.modelfactory.worker.request.AdmissionRules;
import io.modelfactory.worker.request.DatasetTrigger;
import io.modelfactory.worker.telemetry.WorkerMeters;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One worker process, wired by hand: intake, corridor, relay and archiver around one ledger and one store. */
public final class Worker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    /** Leaves room for what comes after within the thirty seconds that container platforms give a process to end. */
    private static final Duration GRACE = Duration.ofSeconds(18);

    private final Telemetry telemetry;
    private final HikariDataSource database;
    private final ArtifactStore artifacts;
    private final RequestIntake intake;
    private final Corridor corridor;
    private final OutboxRelay relay;
    private final ReceiptArchiver archiver;
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicBoolean died = new AtomicBoolean();

    private Worker(Configuration configuration, JsonSchemas schemas, Optional<SpanProcessor> spans) {
        Wiring wiring = configuration.profile().wiring();
        String workerId = "mf-" + ProcessHandle.current().pid() + "-"
                + UUID.randomUUID().toString().substring(0, 8);
        this.telemetry = Telemetry.open(configuration, workerId, spans);
        WorkerMeters meters = telemetry.meters();
        this.database = Databases.connect(wiring.database());
        LedgerMigrations.migrate(database);
        RunLedger ledger = new RunLedger(database, ledgerSettings(configuration, workerId));
        this.artifacts = ArtifactStores.open(
                wiring.objectStore().root(), wiring.objectStore().s3());
        Serdes serdes = new Serdes(wiring.schemaRegistry());
        Producer<byte[], byte[]> producer = Clients.of(wiring.kafka()).producer();
        this.relay = new OutboxRelay(new OutboxRows(database), producer, serdes.serializer(), meters);
        this.archiver = new ReceiptArchiver(new ReceiptRows(database), artifacts, meters);
        this.corridor = new Rooms(configuration, schemas, artifacts, meters).corridor(ledger, workerId, this::die);
        Consumer<byte[], byte[]> consumer = consumer(configuration);
        this.intake = intake(configuration, consumer, serdes, ledger, meters);
        Watch watch = telemetry.watch();
        watch.database(database);
        watch.store(artifacts);
        watch.registry(serdes.properties());
        watch.kafka(Clients.of(wiring.kafka()), consumer, producer);
        watch.work(intake, corridor, wiring.training().concurrency());
    }

    /** Starts everything; the worker takes requests when this returns and its consumer has joined its group. */
    public static Worker start(Configuration configuration, JsonSchemas schemas) {
        return start(configuration, schemas, Optional.empty());
    }

    /** @param spans takes the worker's spans, in the place of a collector */
    static Worker start(Configuration configuration, JsonSchemas schemas, Optional<SpanProcessor> spans) {
        configuration.warnings().forEach(warning -> LOG.warn("{}", warning));
        Worker worker = new Worker(configuration, schemas, spans);
        worker.thread("relay", worker.relay);
        worker.thread("archiver", worker.archiver);
        worker.corridor.start();
        worker.thread("intake", worker.intake);
        worker.telemetry.started();
        return worker;
    }

    /** @param workerId names the process in what it writes */
    static LedgerSettings ledgerSettings(Configuration configuration, String workerId) {
        Policy policy = configuration.profile().policy();
        LauncherPolicy launcher = configuration.launcherPolicy();
        Wiring.Topics topics = configuration.profile().wiring().kafka().topics();
        WorkerIdentity identity = new WorkerIdentity(
                policy.streamId(),
                policy.serviceReleaseId(),
                launcher.policyId(),
                launcher.revision(),
                configuration.runConfigDigest(),
                workerId);
        return new LedgerSettings(
                identity,
                topics.runEvents(),
                topics.registryEvents(),
                launcher.maxFullRunAttempts(),
                launcher.maxPublishRetryAttempts());
    }

    private static Consumer<byte[], byte[]> consumer(Configuration configuration) {
        Wiring.Kafka kafka = configuration.profile().wiring().kafka();
        return Clients.of(kafka)
                .consumer(kafka.groupId(), configuration.launcherPolicy().requestBatchLimit());
    }

    private static RequestIntake intake(
            Configuration configuration,
            Consumer<byte[], byte[]> consumer,
            Serdes serdes,
            RunLedger ledger,
            WorkerMeters meters) {
        Policy policy = configuration.profile().policy();
        LauncherPolicy launcher = configuration.launcherPolicy();
        Wiring.Kafka kafka = configuration.profile().wiring().kafka();
        IntakeSettings settings = new IntakeSettings(
                kafka.topics().requests(),
                kafka.topics().ofsEvents(),
                kafka.topics().deadLetters(),
                launcher.requestPoll(),
                launcher.maxMessageBytes(),
                policy.requiredPlatformRunId().orElse(IntakeSettings.UNSCOPED),
                0);
        return new RequestIntake(
                consumer,
                serdes.deserializer(),
                AdmissionRules.of(configuration),
                DatasetTrigger.of(configuration),
                ledger,
                settings,
                () -> LOG.info("worker ready, taking requests from {}", settings.requestTopic()),
                meters,
                Clock.systemUTC());
    }

    private void thread(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setUncaughtExceptionHandler(this::die);
        threads.add(thread);
        thread.start();
    }

    /** A worker without one of its loops looks alive and is not; better to end and be started again. */
    private void die(Thread dying, Throwable bug) {
        LOG.error("{} died; the worker ends", dying.getName(), bug);
        died.set(true);
        ended.countDown();
    }

    /** Where its health and metrics can be seen. */
    String healthUrl() {
        return telemetry.url();
    }

    /** Returns when the worker was closed, or one of its loops died; true in the first case. */
    public boolean awaitEnd() throws InterruptedException {
        ended.await();
        return !died.get();
    }

    /** Takes no more, lets the runs at work come to rest within the grace period, and hands back those that do not. */
    @Override
    public void close() {
        LOG.info("stopping");
        telemetry.stopping();
        intake.stop();
        corridor.stopClaiming();
        try {
            if (!corridor.awaitRest(GRACE)) {
                LOG.warn("{} runs are still at work and are handed back", corridor.activeRuns());
            }
            corridor.close();
            relay.stop();
            archiver.stop();
            for (Thread thread : threads) {
                thread.join(Duration.ofSeconds(2).toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            artifacts.close();
            database.close();
            telemetry.close();
            ended.countDown();
            LOG.info("stopped");
        }
    }
}
