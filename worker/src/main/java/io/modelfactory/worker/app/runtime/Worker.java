package io.modelfactory.worker.app.runtime;

import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.corridor.Corridor;
import io.modelfactory.worker.corridor.RunObserver;
import io.modelfactory.worker.corridor.WorkListener;
import io.modelfactory.worker.intake.RequestIntake;
import io.modelfactory.worker.ledger.EvidenceAudits;
import io.modelfactory.worker.ledger.LedgerSettings;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.RunNotices;
import io.modelfactory.worker.ledger.StreamHistory;
import io.modelfactory.worker.ledger.Workload;
import io.modelfactory.worker.lineage.LineageReporter;
import io.modelfactory.worker.signing.Signatory;
import io.modelfactory.worker.telemetry.WorkerMeters;
import io.modelfactory.worker.trainer.TrainerPool;
import io.opentelemetry.sdk.trace.SpanProcessor;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One worker process, wired by hand: intake, corridor, relay and archiver around one ledger and one store. */
public final class Worker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    /** What the loops get to end, once no run is at work any more. */
    private static final Duration LAST_STEPS = Duration.ofSeconds(4);

    private final Configuration configuration;
    private final Telemetry telemetry;
    private final HikariDataSource database;
    private final ArtifactStore artifacts;
    private final RequestIntake intake;
    private final TrainerPool trainers;
    private final Corridor corridor;
    private final BackgroundWork background;
    private final WorkListener listener;
    private final WorkerScratch scratch;
    private final Optional<LineageReporter> lineage;
    private final Loops loops = new Loops(this::die);
    private Optional<Thread> intakeThread = Optional.empty();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicBoolean died = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();

    /** How many requests a worker takes. */
    public enum Appetite {
        /** All there are, and all that come. */
        ALL,
        /** The next one, and no other. */
        ONE
    }

    private Worker(
            Configuration configuration,
            JsonSchemas schemas,
            Surroundings surroundings,
            Appetite appetite,
            Optional<SpanProcessor> spans) {
        this.configuration = configuration;
        Wiring wiring = configuration.profile().wiring();
        Signatory signatory = Signatories.of(configuration);
        String workerId = "mf-" + ProcessHandle.current().pid() + "-"
                + UUID.randomUUID().toString().substring(0, 8);
        this.telemetry = Telemetry.open(configuration, workerId, spans);
        WorkerMeters meters = telemetry.meters();
        this.database = surroundings.database();
        Ledgers.makeReady(database, wiring.database());
        LedgerSettings settings = Ledgers.settings(configuration, workerId);
        RunLedger ledger = new RunLedger(database, settings);
        Ledgers.noteStart(new StreamHistory(database, settings), configuration);
        this.artifacts = surroundings.artifacts();
        Serdes serdes = new Serdes(wiring.schemaRegistry());
        Producer<byte[], byte[]> producer = surroundings.producer();
        this.background =
                new BackgroundWork(wiring, database, artifacts, schemas, producer, surroundings, serdes, meters);
        this.scratch = WorkerScratch.open(wiring.training().scratch(), workerId);
        this.trainers = TrainerProcesses.of(wiring.training(), scratch.folder(), meters);
        this.lineage = Lineage.of(configuration, schemas, artifacts, meters);
        RunObserver observer = lineage.<RunObserver>map(reporter -> reporter).orElseGet(RunObserver::none);
        this.corridor = new Rooms(configuration, schemas, artifacts, scratch.folder(), meters)
                .corridor(
                        ledger,
                        new EvidenceAudits(database, workerId),
                        workerId,
                        trainers,
                        signatory,
                        observer,
                        this::die);
        Signatories.tell(signatory);
        this.listener =
                new WorkListener(() -> RunNotices.listen(Databases.unpooled(wiring.database())), corridor, meters);
        Consumer<byte[], byte[]> consumer = surroundings.consumer(
                appetite == Appetite.ONE ? 1 : configuration.launcherPolicy().requestBatchLimit());
        this.intake = Intakes.of(configuration, consumer, serdes, ledger, meters);
        if (appetite == Appetite.ONE) {
            intake.endAfterFirstBatch();
        }
        Watch watch = telemetry.watch();
        watch.database(database);
        watch.store(artifacts);
        watch.registry(serdes);
        watch.kafka(wiring.kafka(), consumer, producer);
        watch.training(trainers);
        watch.work(intake, corridor, wiring.training().concurrency());
        watch.listener(listener);
    }

    /** Starts everything; the worker takes requests when this returns and its consumer has joined its group. */
    public static Worker start(Configuration configuration, JsonSchemas schemas) {
        return start(configuration, schemas, Appetite.ALL);
    }

    public static Worker start(Configuration configuration, JsonSchemas schemas, Appetite appetite) {
        return start(configuration, schemas, Surroundings.of(configuration), appetite, Optional.empty());
    }

    /** As {@link #start(Configuration, JsonSchemas)}, in other surroundings than the profile's own. */
    public static Worker start(Configuration configuration, JsonSchemas schemas, Surroundings surroundings) {
        return start(configuration, schemas, surroundings, Appetite.ALL, Optional.empty());
    }

    /** @param spans takes the worker's spans, in the place of a collector */
    static Worker start(
            Configuration configuration,
            JsonSchemas schemas,
            Surroundings surroundings,
            Appetite appetite,
            Optional<SpanProcessor> spans) {
        configuration.warnings().forEach(warning -> LOG.warn("{}", warning));
        Worker worker = new Worker(configuration, schemas, surroundings, appetite, spans);
        worker.trainers.warmUp();
        worker.startLoops();
        worker.telemetry.started();
        return worker;
    }

    private void startLoops() {
        background.start(loops);
        corridor.start();
        if (configuration.profile().wiring().claims().listen()) {
            loops.start("listener", listener, listener::stop);
        }
        intakeThread = Optional.of(loops.start("intake", intake, intake::stop));
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

    /** Works until nothing is left to do, see {@link Drain}; the worker is still to be closed then. */
    public Drain.Result drain(Optional<Duration> patience) throws InterruptedException {
        try (BrokerAdmin broker =
                BrokerAdmin.open(configuration.profile().wiring().kafka())) {
            RequestTopicEnd end =
                    RequestTopicEnd.now(broker, configuration.profile().wiring().kafka());
            return new Drain(this, end, new Workload(database)).await(patience);
        }
    }

    /** Takes no further request; runs go on. */
    void stopTaking() {
        intake.stop();
    }

    /** Whether the intake has come to its end, by itself or because it was told. */
    boolean takesNoMore() {
        return intakeThread.stream().noneMatch(Thread::isAlive);
    }

    /** Waits for the end, but not longer than this; false if it has not come. */
    boolean awaitEnd(Duration atMost) throws InterruptedException {
        return ended.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Takes no more, lets the runs at work come to rest within the grace period, and hands back those that do not. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        LOG.info("stopping");
        telemetry.stopping();
        intake.stop();
        corridor.stopClaiming();
        try {
            if (!corridor.awaitRest(configuration.profile().wiring().shutdown().grace())) {
                LOG.warn("{} runs are still at work and are handed back", corridor.activeRuns());
            }
            corridor.close();
            lineage.ifPresent(LineageReporter::close);
            loops.stop(LAST_STEPS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            trainers.close();
            artifacts.close();
            database.close();
            scratch.close();
            telemetry.close();
            ended.countDown();
            LOG.info("stopped");
        }
    }
}
