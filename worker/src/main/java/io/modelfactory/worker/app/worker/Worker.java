package io.modelfactory.worker.app.worker;

import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.app.operator.LocalWorker;
import io.modelfactory.worker.app.wiring.BrokerAdmin;
import io.modelfactory.worker.app.wiring.DatabaseFactory;
import io.modelfactory.worker.app.wiring.ExternalResources;
import io.modelfactory.worker.app.wiring.IntakeFactory;
import io.modelfactory.worker.app.wiring.LedgerFactory;
import io.modelfactory.worker.app.wiring.LineageReporterFactory;
import io.modelfactory.worker.app.wiring.SerdeFactory;
import io.modelfactory.worker.app.wiring.SignerFactory;
import io.modelfactory.worker.app.wiring.StageFactory;
import io.modelfactory.worker.app.wiring.TrainerProcessPoolFactory;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.execution.RunNotificationListener;
import io.modelfactory.worker.execution.RunObserver;
import io.modelfactory.worker.execution.RunWorkerPool;
import io.modelfactory.worker.intake.GroupJoin;
import io.modelfactory.worker.intake.RequestIntake;
import io.modelfactory.worker.ledger.ConfigurationHistory;
import io.modelfactory.worker.ledger.EvidenceAuditRecorder;
import io.modelfactory.worker.ledger.LedgerSettings;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.RunNotifications;
import io.modelfactory.worker.ledger.WorkloadQuery;
import io.modelfactory.worker.ledger.activity.WorkerRegistry;
import io.modelfactory.worker.lineage.LineageReporter;
import io.modelfactory.worker.signing.Signer;
import io.modelfactory.worker.telemetry.WorkerMeters;
import io.modelfactory.worker.training.process.TrainerProcessPool;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One worker process, wired by hand: intake, execution, relay and archiver around one ledger and one store. */
public final class Worker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    /** What the loops get to end, once no run is in progress any more; part of the grace period. */
    private static final Duration THREAD_STOP_TIMEOUT = Duration.ofSeconds(4);

    private final Configuration configuration;
    private final WorkerTelemetry telemetry;
    private final HikariDataSource database;
    private final ArtifactStore artifacts;
    private final RequestIntake intake;
    private final TrainerProcessPool trainers;
    private final RunWorkerPool workerPool;
    private final BackgroundTasks background;
    private final RunNotificationListener listener;
    private final WorkerHeartbeat registration;
    private final WorkerScratchFolder scratch;
    private final Optional<LineageReporter> lineage;
    private final WorkerThreads threads = new WorkerThreads(this::endAfterThreadDeath);
    private Optional<Thread> intakeThread = Optional.empty();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicBoolean threadDied = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** How many requests a worker takes. */
    public enum IntakeLimit {
        /** All there are, and all that come. */
        UNLIMITED,
        /** The next one, and no other. */
        ONE_REQUEST
    }

    private Worker(
            Configuration configuration,
            JsonSchemas schemas,
            ExternalResources resources,
            IntakeLimit intakeLimit,
            String workerId,
            WorkerTelemetry telemetry) {
        this.configuration = configuration;
        this.telemetry = telemetry;
        Wiring wiring = configuration.profile().wiring();
        Signer signatory = SignerFactory.of(configuration);
        this.scratch = WorkerScratchFolder.open(wiring.training().scratch(), workerId, memberName(wiring.kafka()));
        LocalWorker.ofThisProcess(wiring, telemetry.url()).announce(scratch.folder());
        WorkerMeters meters = telemetry.meters();
        Instant now = Instant.now();
        GroupJoin groupJoin =
                IntakeFactory.groupJoin(wiring.kafka(), scratch.deaths().recent(now), now, scratch::recordMembership);
        this.database = resources.database();
        LedgerFactory.prepareSchema(database, wiring.database());
        LedgerSettings settings = LedgerFactory.settings(configuration, workerId, signatory);
        RunLedger ledger = new RunLedger(database, settings);
        LedgerFactory.recordStart(new ConfigurationHistory(database, settings), configuration);
        this.artifacts = resources.artifacts();
        SerdeFactory serdes = new SerdeFactory(wiring.schemaRegistry());
        HealthChecks watch = telemetry.healthChecks();
        this.background = new BackgroundTasks(wiring, database, artifacts, schemas, resources, serdes, watch, meters);
        this.trainers = TrainerProcessPoolFactory.of(wiring, scratch.folder(), meters);
        this.lineage = LineageReporterFactory.of(configuration, schemas, artifacts, meters);
        RunObserver observer = lineage.<RunObserver>map(reporter -> reporter)
                .orElseGet(RunObserver::none)
                .and(background.relayedAtEnd());
        this.workerPool = new StageFactory(configuration, schemas, artifacts, scratch.folder(), meters)
                .runWorkerPool(
                        ledger,
                        new EvidenceAuditRecorder(database, workerId, LedgerFactory.humans(configuration)),
                        workerId,
                        trainers,
                        signatory,
                        observer,
                        this::endAfterThreadDeath);
        SignerFactory.logPublicKey(signatory);
        this.registration = new WorkerHeartbeat(
                new WorkerRegistry(database), WorkerHeartbeat.registration(configuration, workerId), meters);
        this.listener = new RunNotificationListener(
                () -> RunNotifications.listen(DatabaseFactory.unpooled(wiring.database())), workerPool, meters);
        Consumer<byte[], byte[]> consumer = resources.consumer(
                intakeLimit == IntakeLimit.ONE_REQUEST
                        ? 1
                        : configuration.launcherPolicy().requestBatchLimit());
        this.intake = IntakeFactory.of(configuration, consumer, serdes, ledger, database, meters);
        intake.setGroupJoin(groupJoin);
        if (intakeLimit == IntakeLimit.ONE_REQUEST) {
            intake.stopAfterFirstBatch();
        }
        watch.addDatabase(database);
        watch.addStore(artifacts);
        watch.addRegistry(serdes);
        watch.addKafka(wiring.kafka(), consumer);
        watch.addTrainers(trainers);
        watch.addIntakeAndRuns(intake, workerPool, wiring.training().concurrency());
        watch.addListener(listener);
    }

    /** The consumer group, and this worker's name in it if it has a stable one. */
    private static String memberName(Wiring.Kafka kafka) {
        return kafka.groupId() + "\n" + kafka.groupInstanceId().orElse("");
    }

    /** Starts everything; the worker takes requests when this returns and its consumer has joined its group. */
    public static Worker start(Configuration configuration, JsonSchemas schemas) {
        return start(configuration, schemas, IntakeLimit.UNLIMITED);
    }

    public static Worker start(Configuration configuration, JsonSchemas schemas, IntakeLimit intakeLimit) {
        return start(configuration, schemas, ExternalResources.of(configuration), intakeLimit, Optional.empty());
    }

    /** As {@link #start(Configuration, JsonSchemas)}, with other external resources than the profile's own. */
    public static Worker start(Configuration configuration, JsonSchemas schemas, ExternalResources resources) {
        return start(configuration, schemas, resources, IntakeLimit.UNLIMITED, Optional.empty());
    }

    /** @param spans takes the worker's spans, in the place of a collector */
    static Worker start(
            Configuration configuration,
            JsonSchemas schemas,
            ExternalResources resources,
            IntakeLimit intakeLimit,
            Optional<SpanProcessor> spans) {
        configuration.requireUsableByWorkers();
        configuration.warnings().forEach(warning -> LOG.warn("{}", warning));
        String workerId = "mf-" + ProcessHandle.current().pid() + "-"
                + UUID.randomUUID().toString().substring(0, 8);
        WorkerTelemetry telemetry = WorkerTelemetry.open(configuration, workerId, spans);
        Worker worker = telemetry.orClosed(
                () -> new Worker(configuration, schemas, resources, intakeLimit, workerId, telemetry));
        worker.trainers.warmUp();
        worker.startThreads();
        worker.telemetry.started();
        return worker;
    }

    private void startThreads() {
        background.start(threads);
        workerPool.start();
        threads.start("registration", registration, registration::stop);
        if (configuration.profile().wiring().claims().listen()) {
            threads.start("listener", listener, listener::stop);
        }
        intakeThread = Optional.of(threads.start("intake", intake, intake::stop));
    }

    /** A worker without one of its loops looks alive and is not; better to end and be started again. */
    private void endAfterThreadDeath(Thread dying, Throwable bug) {
        LOG.error("{} died; the worker ends", dying.getName(), bug);
        threadDied.set(true);
        scratch.recordDeath();
        ended.countDown();
    }

    /** Where its health and metrics can be seen. */
    String healthUrl() {
        return telemetry.url();
    }

    /** Returns when the worker was closed, or one of its loops died; true in the first case. */
    public boolean awaitEnd() throws InterruptedException {
        ended.await();
        return !threadDied.get();
    }

    /** Works until nothing is left to do, see {@link Drain}; the worker is still to be closed then. */
    public Drain.DrainResult drain(Optional<Duration> timeout) throws InterruptedException {
        try (BrokerAdmin broker =
                BrokerAdmin.open(configuration.profile().wiring().kafka())) {
            RequestTopicEndOffsets end = RequestTopicEndOffsets.now(
                    broker, configuration.profile().wiring().kafka());
            return new Drain(this, end, new WorkloadQuery(database)).await(timeout);
        }
    }

    /** Takes no further request; runs go on. */
    void stopIntake() {
        intake.stop();
    }

    /** Whether the intake has come to its end, by itself or because it was stopped. */
    boolean isIntakeStopped() {
        return intakeThread.stream().noneMatch(Thread::isAlive);
    }

    /** Waits for the end, but not longer than this; false if it has not come. */
    boolean awaitEnd(Duration atMost) throws InterruptedException {
        return ended.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The worker ends within the grace period: the last of it is for what comes after the runs. */
    static Duration timeForRuns(Duration grace) {
        Duration rest = grace.minus(THREAD_STOP_TIMEOUT);
        Duration half = grace.dividedBy(2);
        return rest.compareTo(half) > 0 ? rest : half;
    }

    /**
     * Takes no more requests, lets the runs in progress finish within the grace period, and releases those that do not.
     */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        LOG.info("stopping");
        telemetry.stopping();
        intake.stop();
        workerPool.stopClaiming();
        try {
            if (!workerPool.awaitCompletion(
                    timeForRuns(configuration.profile().wiring().shutdown().grace()))) {
                LOG.warn(
                        "{} runs are still in progress and are released; another worker continues them",
                        workerPool.activeRuns());
            }
            workerPool.close();
            lineage.ifPresent(LineageReporter::close);
            threads.stop(THREAD_STOP_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            trainers.close();
            artifacts.close();
            registration.close();
            database.close();
            scratch.close();
            telemetry.close();
            ended.countDown();
            LOG.info("stopped");
        }
    }
}
