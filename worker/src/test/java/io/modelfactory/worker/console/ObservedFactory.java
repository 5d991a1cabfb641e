package io.modelfactory.worker.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.local.simulate.DatasetTarget;
import io.modelfactory.local.simulate.LocalDatasets;
import io.modelfactory.worker.app.operator.JobRequestMessages;
import io.modelfactory.worker.app.operator.OperatorConsole;
import io.modelfactory.worker.app.operator.RequestSender;
import io.modelfactory.worker.app.wiring.ConsoleFactory;
import io.modelfactory.worker.app.wiring.DatabaseFactory;
import io.modelfactory.worker.app.wiring.KafkaClientFactory;
import io.modelfactory.worker.app.wiring.LedgerFactory;
import io.modelfactory.worker.app.worker.PlatformFixture;
import io.modelfactory.worker.app.worker.Worker;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.WorkloadQuery;
import io.modelfactory.worker.ledger.audit.ConsoleActionEntry;
import io.modelfactory.worker.ledger.audit.ConsoleActionLog;
import io.modelfactory.worker.ledger.audit.ConsoleActionRecord;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import io.modelfactory.worker.request.RequestFixture;
import io.modelfactory.worker.request.RunIdentity;
import io.modelfactory.worker.request.TrainBuildRequest;
import io.modelfactory.worker.request.TrainBuildRequestReader;
import io.modelfactory.worker.signing.KeyPairFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A running factory with a worker and a console, and runs of every kind: published twice in one slot, failed at the
 * gate, failed for its inputs, two asked for by someone whose every text is markup, of which one is published; and a
 * dead letter.
 */
final class ObservedFactory implements AutoCloseable {
    static final String PLATFORM_RUN = "platform_20260210T141900Z";

    /** What a requester can write, where it would be most at home. */
    static final String MARKUP = "<img src=x onerror=alert(1)>&\"'<script>alert(2)</script>";

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final PlatformFixture fixture = new PlatformFixture();
    /** That signs its bundles. */
    final KeyPairFiles key = KeyPairFiles.generate(fixture.storeRoot().resolveSibling(""), "signing-key");

    private final Configuration configuration = signing();
    private final RequestSender sender;
    private final HikariDataSource database;
    private final RunLedger ledger;
    private final Worker worker;
    private final ConsoleServer console;
    final String published;
    final String publishedLater;
    final String gateFailed;
    final String unresolved;
    final String hostile;

    ObservedFactory() {
        try {
            prepareInputs();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        worker = Worker.start(configuration, PlatformFixture.SCHEMAS);
        sender = RequestSender.of(configuration);
        database = DatabaseFactory.connectForLongCommand(
                configuration.profile().wiring().database(), TIMEOUT);
        ledger = new RunLedger(database, LedgerFactory.settings(configuration, "test"));
        published = submit("mf.console.published.1", request -> {});
        gateFailed = submit("mf.console.gate.fail", request -> request.put("governance_profile_ref", "never.yaml"));
        unresolved = submit("mf.console.unresolved", request -> request.put("training_config_ref", "nowhere.yaml"));
        hostile = submit("mf.console.hostile", ObservedFactory::fillWithMarkup);
        String hostilePublished = submit("mf.console.hostile.published", request -> {
            fillWithMarkup(request);
            request.put("governance_profile_ref", "passes.yaml");
        });
        try {
            sendGarbage();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
        awaitEnd(published);
        publishedLater = submit("mf.console.published.2", request -> request.put("config_revision", "later"));
        submit("mf.console.published.3", request -> request.put("config_revision", "later"));
        for (String run : new String[] {publishedLater, gateFailed, unresolved, hostile, hostilePublished}) {
            awaitEnd(run);
        }
        await().atMost(TIMEOUT)
                .untilAsserted(
                        () -> assertThat(new WorkloadQuery(database).backlog().deadLetters())
                                .isPositive());
        console = ConsoleFactory.start(configuration, new OperatorConsole("deploy/mf"), "127.0.0.1", 0);
    }

    private Configuration signing() {
        fixture.environment().put("MF_SIGNING_KEY_FILE", key.privateKey().toString());
        return fixture.configuration();
    }

    private void prepareInputs() throws IOException {
        LocalDatasets.credit(new DatasetTarget(fixture.storeRoot(), PLATFORM_RUN, "dm_credit"));
        String profile = Files.readString(Path.of(PlatformFixture.profileRef("training_profile_credit_v0.yaml")));
        write("seconds.yaml", profile.replace("rounds: 150", "rounds: 12"));
        write("passes.yaml", """
            policy_id: mf.governance_profile.shared.v0
            revision: r1
            eval_thresholds: {min_auc_roc: 0.6, min_brier_skill: 0.01, max_ece: 0.4}
            """);
        write("never.yaml", """
            policy_id: mf.governance_profile.never.v0
            revision: r1
            eval_thresholds: {min_auc_roc: 0.99, max_brier: 0.3}
            uncertainty: {judge: bound}
            """);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(fixture.storeRoot().resolve(name), text);
    }

    private static void fillWithMarkup(ObjectNode request) {
        request.put("requester_principal", "HUMAN::" + MARKUP)
                .put("config_revision", MARKUP)
                .put("policy_revision", MARKUP)
                .put("governance_profile_ref", "never.yaml");
        request.withObject("/target_scope").put("tenant_id", MARKUP).put("bundle_slot", MARKUP);
    }

    /** Asks for a run that passes its gate in seconds, but for the changes; gives its key. */
    String submit(String requestId, Consumer<ObjectNode> changes) {
        ObjectNode document = RequestFixture.trainBuild()
                .put("request_id", requestId)
                .put("platform_run_id", PLATFORM_RUN)
                .put("training_config_ref", "seconds.yaml")
                .put("governance_profile_ref", "passes.yaml")
                .put("publish_allowed", true);
        document.putArray("dataset_manifest_refs")
                .add(new DatasetTarget(fixture.storeRoot(), PLATFORM_RUN, "dm_credit").manifestKey());
        changes.accept(document);
        TrainBuildRequest request = TrainBuildRequestReader.read(document);
        sender.send(JobRequestMessages.trainBuild(request, configuration.runConfigDigest(), Instant.now()));
        return RunIdentity.of(request).runKey();
    }

    /** A request whose publication waits, because something is where the registry keeps bundles; it no longer is. */
    String submitPending(String requestId) throws IOException {
        Path bundles = fixture.storeRoot().resolve("registry/bundles");
        Path aside = Files.move(bundles, bundles.resolveSibling("aside"));
        Files.writeString(bundles, "in the way");
        try {
            String run = submit(requestId, request -> request.put("config_revision", requestId));
            await().atMost(TIMEOUT)
                    .until(() -> ledger.find(run)
                            .filter(found -> found.state() == RunState.PUBLISH_PENDING)
                            .isPresent());
            return run;
        } finally {
            Files.delete(bundles);
            Files.move(aside, bundles);
        }
    }

    /** A console of this factory in which people sign in and act, until it is closed. */
    ActingConsole actingConsole() {
        return ActingConsole.start(fixture);
    }

    void sendGarbage() throws InterruptedException, ExecutionException {
        Wiring.Kafka kafka = configuration.profile().wiring().kafka();
        try (Producer<byte[], byte[]> producer =
                KafkaClientFactory.withTimeout(kafka, TIMEOUT).producer()) {
            producer.send(new ProducerRecord<>(kafka.topics().requests(), MARKUP.getBytes(StandardCharsets.UTF_8)))
                    .get();
        }
    }

    RunRecord awaitEnd(String runKey) {
        return await().atMost(TIMEOUT)
                .until(() -> ledger.find(runKey).filter(RunRecord::finished), Optional::isPresent)
                .orElseThrow();
    }

    /** What people did on this console, to what is given, as {@code principal action outcome}. */
    List<String> actions(String subject) {
        return new ConsoleActionLog(database)
                .ofSubject(subject).stream()
                        .map(ConsoleActionRecord::entry)
                        .map(entry -> entry.principal() + " " + entry.action() + " " + entry.outcome())
                        .toList();
    }

    RunLedger ledger() {
        return ledger;
    }

    /** Writes what someone is said to have done on the console. */
    void record(ConsoleActionEntry entry) {
        new ConsoleActionLog(database).append(entry);
    }

    /** Where the console answers. */
    String url() {
        return console.url();
    }

    @Override
    public void close() {
        console.close();
        sender.close();
        worker.close();
        database.close();
        fixture.close();
    }
}
