package io.modelfactory.worker.app.runtime;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.artifact.ArtifactStore;
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
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One worker process, wired by hand: intake, corridor, relay and archiver around one ledger and one store. */
public final class Worker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    /** Leaves room for what comes after within the thirty seconds that container platforms give a process to end. */
    private static final Duration GRACE = Duration.ofSeconds(18);

    private final HikariDataSource database;
    private final ArtifactStore artifacts;
    private final RequestIntake intake;
    private final Corridor corridor;
    private final OutboxRelay relay;
    private final ReceiptArchiver archiver;
    private final List<Thread> threads = new ArrayList<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicBoolean died = new AtomicBoolean();

    private Worker(Configuration configuration, JsonSchemas schemas, Surroundings surroundings) {
        String workerId = "mf-" + ProcessHandle.current().pid() + "-"
                + UUID.randomUUID().toString().substring(0, 8);
        WorkerMeters meters = new WorkerMeters(new SimpleMeterRegistry());
        this.database = surroundings.database();
        LedgerMigrations.migrate(database);
        RunLedger ledger = new RunLedger(database, ledgerSettings(configuration, workerId));
        this.artifacts = surroundings.artifacts();
        Serdes serdes = new Serdes(configuration.profile().wiring().schemaRegistry());
        this.relay = new OutboxRelay(new OutboxRows(database), surroundings.producer(), serdes.serializer());
        this.archiver = new ReceiptArchiver(new ReceiptRows(database), artifacts);
        this.corridor = new Rooms(configuration, schemas, artifacts, ledger, meters).corridor(workerId, this::die);
        this.intake = intake(configuration, surroundings, serdes, ledger, meters);
    }

    /** Starts everything; the worker takes requests when this returns and its consumer has joined its group. */
    public static Worker start(Configuration configuration, JsonSchemas schemas) {
        return start(configuration, schemas, Surroundings.of(configuration));
    }

    /** As {@link #start(Configuration, JsonSchemas)}, in other surroundings than the profile's own. */
    public static Worker start(Configuration configuration, JsonSchemas schemas, Surroundings surroundings) {
        Worker worker = new Worker(configuration, schemas, surroundings);
        worker.thread("relay", worker.relay);
        worker.thread("archiver", worker.archiver);
        worker.corridor.start();
        worker.thread("intake", worker.intake);
        return worker;
    }

    private static LedgerSettings ledgerSettings(Configuration configuration, String workerId) {
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

    private static RequestIntake intake(
            Configuration configuration,
            Surroundings surroundings,
            Serdes serdes,
            RunLedger ledger,
            WorkerMeters meters) {
        Policy policy = configuration.profile().policy();
        LauncherPolicy launcher = configuration.launcherPolicy();
        Wiring.Topics topics = configuration.profile().wiring().kafka().topics();
        IntakeSettings settings = new IntakeSettings(
                topics.requests(),
                topics.deadLetters(),
                launcher.requestPoll(),
                launcher.maxMessageBytes(),
                policy.requiredPlatformRunId().orElse(IntakeSettings.UNSCOPED),
                0);
        AdmissionRules rules = new AdmissionRules(
                policy.requiredPlatformRunId(), configuration.runConfigDigest(), policy.requireRunConfigDigest());
        return new RequestIntake(
                surroundings.consumer(),
                serdes.deserializer(),
                rules,
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

    /** Returns when the worker was closed, or one of its loops died; true in the first case. */
    public boolean awaitEnd() throws InterruptedException {
        ended.await();
        return !died.get();
    }

    /** Takes no more, lets the runs at work come to rest within the grace period, and hands back those that do not. */
    @Override
    public void close() {
        LOG.info("stopping");
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
            ended.countDown();
            LOG.info("stopped");
        }
    }
}
