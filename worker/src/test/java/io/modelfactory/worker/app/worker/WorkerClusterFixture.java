package io.modelfactory.worker.app.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.local.LocalPlatform;
import io.modelfactory.local.simulate.DatasetTarget;
import io.modelfactory.local.simulate.LocalDatasets;
import io.modelfactory.worker.app.operator.JobRequestMessages;
import io.modelfactory.worker.app.operator.RequestSender;
import io.modelfactory.worker.app.wiring.CommandTimeout;
import io.modelfactory.worker.app.wiring.DatabaseFactory;
import io.modelfactory.worker.app.wiring.LedgerFactory;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.lease.Lease;
import io.modelfactory.worker.ledger.receipt.ReceiptStatus;
import io.modelfactory.worker.ledger.run.RunEvent;
import io.modelfactory.worker.ledger.run.RunEventType;
import io.modelfactory.worker.request.RequestFixture;
import io.modelfactory.worker.request.RunIdentity;
import io.modelfactory.worker.request.TrainBuildRequest;
import io.modelfactory.worker.request.TrainBuildRequestReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Jdbi;

/**
 * One group, one ledger, and any number of workers on them; runs of several platform runs, so on several partitions.
 */
final class WorkerClusterFixture implements AutoCloseable {
    static final Duration TIMEOUT = Duration.ofMinutes(3);

    private static final List<String> PLATFORM_RUNS =
            List.of("platform_20260210T141900Z", "platform_20260211T141900Z", "platform_20260212T141900Z");

    private static final String EVERY_MODEL_PASSES = """
        policy_id: mf.governance_profile.shared.v0
        revision: r1
        eval_thresholds: {min_auc_roc: 0.6, min_brier_skill: 0.01}
        """;

    private final PlatformFixture fixture = new PlatformFixture();
    private final Configuration configuration = fixture.configuration();
    private final RequestSender sender = RequestSender.of(configuration);
    private final HikariDataSource database = DatabaseFactory.connectForLongCommand(
            configuration.profile().wiring().database(), CommandTimeout.DEFAULT);

    WorkerClusterFixture() {
        try {
            for (String run : PLATFORM_RUNS) {
                LocalDatasets.credit(new DatasetTarget(fixture.storeRoot(), run, "dm_credit"));
            }
            String profile = Files.readString(Path.of(PlatformFixture.profileRef("training_profile_credit_v0.yaml")));
            write("seconds.yaml", profile.replace("rounds: 150", "rounds: 5"));
            write("minutes.yaml", CreditProfiles.trainingForMinutes());
            write("passes.yaml", EVERY_MODEL_PASSES);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String key, String content) throws IOException {
        Files.writeString(fixture.storeRoot().resolve(key), content);
    }

    Worker worker() {
        return worker(shipped -> shipped);
    }

    /** @param changes to the shipped profile's text */
    Worker worker(UnaryOperator<String> changes) {
        return Worker.start(fixture.configuration(changes), PlatformFixture.SCHEMAS);
    }

    /** Asks for a run of its own that passes its gate within seconds; gives its key. */
    String submit(int number) {
        return submit(number, "seconds.yaml");
    }

    /** Asks for a run that trains for minutes. */
    String submitLongRun(int number) {
        return submit(number, "minutes.yaml");
    }

    private String submit(int number, String trainingProfile) {
        String platformRun = PLATFORM_RUNS.get(number % PLATFORM_RUNS.size());
        String requestId = requestId(number);
        ObjectNode document = RequestFixture.trainBuild()
                .put("request_id", requestId)
                .put("platform_run_id", platformRun)
                .put("config_revision", requestId)
                .put("training_config_ref", trainingProfile)
                .put("governance_profile_ref", "passes.yaml");
        document.putArray("dataset_manifest_refs")
                .add(new DatasetTarget(fixture.storeRoot(), platformRun, "dm_credit").manifestKey());
        TrainBuildRequest request = TrainBuildRequestReader.read(document);
        sender.send(JobRequestMessages.trainBuild(request, configuration.runConfigDigest(), Instant.now()));
        return RunIdentity.of(request).runKey();
    }

    private static String requestId(int number) {
        return "mf.shared.%05d".formatted(number);
    }

    RunLedger ledger() {
        return new RunLedger(database, LedgerFactory.settings(configuration, "test"));
    }

    LocalPlatform platform() {
        return fixture.platform();
    }

    Configuration configuration() {
        return configuration;
    }

    /** The ids of the lifecycle events that were ever to be sent. */
    List<String> lifecycleEvents() {
        return Jdbi.create(database)
                .withHandle(sql -> sql.createQuery("SELECT headers ->> 'ce_id' FROM mf_outbox WHERE topic = :topic")
                        .bind(
                                "topic",
                                configuration
                                        .profile()
                                        .wiring()
                                        .kafka()
                                        .topics()
                                        .registryEvents())
                        .mapTo(String.class)
                        .list());
    }

    /** Whether the database refuses all writes; open sessions are ended so that they notice. */
    void setReadOnly(boolean refused) {
        Jdbi.create(database).useHandle(sql -> {
            sql.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE");
            sql.execute("ALTER DATABASE "
                    + sql.createQuery("SELECT quote_ident(current_database())")
                            .mapTo(String.class)
                            .one() + " SET default_transaction_read_only = " + refused);
            sql.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
        });
    }

    /** While this goes on, everybody waits who wants to read or write one of these tables. */
    <T> T withLockedTables(String tables, Supplier<T> work) {
        return Jdbi.create(database).inTransaction(handle -> {
            handle.execute("LOCK TABLE " + tables + " IN ACCESS EXCLUSIVE MODE");
            return work.get();
        });
    }

    /**
     * While this goes on, each run that comes to this event waits in the transaction that writes it. Once in a ledger.
     */
    <T> T withHeldEvents(RunEventType type, Supplier<T> work) {
        // On connections of its own: those of the pool are for the test's other locks and questions.
        Wiring.Database ledger = configuration.profile().wiring().database();
        Jdbi sql = Jdbi.create(
                ledger.url(), ledger.user(), ledger.password().orElseThrow().reveal());
        sql.useHandle(handle -> handle.execute("""
            CREATE FUNCTION hold_event() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN PERFORM pg_advisory_xact_lock_shared(1); RETURN NULL; END $$;
            CREATE TRIGGER hold_event AFTER INSERT ON mf_run_event FOR EACH ROW
                WHEN (NEW.event_type = '%s') EXECUTE FUNCTION hold_event()
            """.formatted(type)));
        // The trigger stays: it locks nothing any more, and dropping it while events are written may be a deadlock.
        return sql.inTransaction(handle -> {
            handle.execute("SELECT pg_advisory_xact_lock(1)");
            return work.get();
        });
    }

    List<RunEvent> events(String runKey) {
        return ledger().events(runKey);
    }

    /** Waits until a worker has begun to work on the run; gives the worker's id. */
    String awaitStart(String runKey) {
        return await().atMost(TIMEOUT)
                .until(
                        () -> events(runKey).stream()
                                .filter(event -> event.type() == RunEventType.RUN_STARTED)
                                .map(WorkerClusterFixture::workerId)
                                .flatMap(Optional::stream)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    /** Waits until each run has answered its one request, once; also while the database is started again. */
    void awaitReceipts(Collection<String> runKeys) {
        RunLedger ledger = ledger();
        await().atMost(TIMEOUT)
                .ignoreException(TransientFaultException.class)
                .untilAsserted(() -> assertThat(runKeys).allSatisfy(runKey -> {
                    assertThat(ledger.requests(runKey))
                            .as(() -> runKey + ", of which is known " + ledger.find(runKey) + events(runKey))
                            .singleElement()
                            .satisfies(request ->
                                    assertThat(request.receiptStatus()).contains(ReceiptStatus.DONE))
                            .satisfies(request -> assertThat(fixture.storeRoot().resolve(request.receiptKey()))
                                    .exists());
                }));
    }

    /** The workers that took part in the runs. */
    Set<String> workers(Collection<String> runKeys) {
        return runKeys.stream()
                .flatMap(runKey -> events(runKey).stream())
                .map(WorkerClusterFixture::workerId)
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
    }

    /** Takes a run that no worker holds out of the way of what comes after. */
    void failRun(String runKey) {
        Lease lease = ledger().claim("test", TIMEOUT).orElseThrow().lease();
        assertThat(lease.runKey()).isEqualTo(runKey);
        ledger().fail(lease, FailureCode.TRAINING_FAILED, "it was never meant to end", Map.of());
    }

    /** No run was ever worked on by two, and none was left by a worker without a word. */
    void assertOneWorkerAtATime(Collection<String> runKeys) {
        for (String runKey : runKeys) {
            Optional<String> holder = Optional.empty();
            List<RunEventType> claims = new ArrayList<>();
            for (RunEvent event : events(runKey)) {
                boolean claim = event.type() == RunEventType.RUN_STARTED || event.type() == RunEventType.RUN_RESUMED;
                if (claim) {
                    assertThat(holder)
                            .as("%s is free when it is claimed: %s", runKey, event)
                            .isEmpty();
                    holder = workerId(event);
                    claims.add(event.type());
                } else if (workerId(event).isPresent()) {
                    assertThat(workerId(event)).as("%s: %s", runKey, event).isEqualTo(holder);
                    holder = event.type() == RunEventType.RUN_HANDED_BACK ? Optional.empty() : holder;
                }
            }
            assertThat(claims).as(runKey).startsWith(RunEventType.RUN_STARTED);
            assertThat(claims.subList(1, claims.size())).as(runKey).allMatch(RunEventType.RUN_RESUMED::equals);
        }
    }

    static Optional<String> workerId(RunEvent event) {
        return Optional.ofNullable(event.detail().path("worker_id").textValue());
    }

    /** What the database says of itself. */
    int sql(String query) {
        return Jdbi.create(database)
                .withHandle(
                        handle -> handle.createQuery(query).mapTo(Integer.class).one());
    }

    @Override
    public void close() {
        sender.close();
        database.close();
        fixture.close();
    }
}
