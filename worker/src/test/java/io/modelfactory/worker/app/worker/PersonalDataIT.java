package io.modelfactory.worker.app.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.app.operator.JobRequestMessages;
import io.modelfactory.worker.app.operator.RequestSender;
import io.modelfactory.worker.app.wiring.KafkaClientFactory;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.ledger.WorkloadQuery;
import io.modelfactory.worker.request.RequestFixture;
import io.modelfactory.worker.request.TrainBuildRequestReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.LoggerFactory;

/**
 * What identifies people and payments stays in the data files. A worker on a real broker runs data sets whose every
 * role is marked; the store, the ledger, every record of every topic, and the logs are searched for the marks.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PersonalDataIT {
    private static final PersonalDataset PUBLISHED = new PersonalDataset("published");
    private static final PersonalDataset DOUBLED = new PersonalDataset("doubled");
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    /** A value that is wrong for its role, in one row. */
    private static final Map<String, Map<String, String>> UNUSABLE = Map.of(
            "badlabel", Map.of("label", "SECRET-WORD"),
            "badnumber", Map.of("score", "SECRET-WORD"),
            "badtime", Map.of("happened", "SECRET-WORD"),
            "badlabeltime", Map.of("labelled", "SECRET-WORD"),
            "badmoney", Map.of("money", "SECRET-WORD"),
            "badweight", Map.of("factor", "SECRET-WORD"),
            "badrate", Map.of("rate", "SECRET-WORD"),
            "noentity", Map.of("card", ""));

    private final ListAppender<ILoggingEvent> logs = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.modelfactory");
    private final @Nullable Level level = logger.getLevel();
    private final PlatformFixture fixture = new PlatformFixture();
    private final Map<String, JsonNode> receipts = new LinkedHashMap<>();
    private final WrittenTexts written = new WrittenTexts();

    @BeforeAll
    void runEverything() throws IOException, SQLException {
        logger.setLevel(Level.DEBUG);
        logs.start();
        logger.addAppender(logs);
        fixture.environment().put("MF_LINEAGE_TRANSPORT", "kafka");
        Configuration configuration = fixture.configuration();
        createLineageTopic(configuration);
        writeProfiles();
        Worker worker = Worker.start(configuration, PlatformFixture.SCHEMAS);
        try (RequestSender sender = RequestSender.of(configuration)) {
            request(sender, configuration, PUBLISHED, PUBLISHED.rows(Map.of()));
            String rows = DOUBLED.rows(Map.of());
            request(sender, configuration, DOUBLED, rows + rows.substring(rows.indexOf('\n') + 1));
            for (Map.Entry<String, Map<String, String>> each : UNUSABLE.entrySet()) {
                PersonalDataset dataset = new PersonalDataset(each.getKey());
                request(sender, configuration, dataset, dataset.rows(each.getValue()));
            }
            for (String tag : List.copyOf(receipts.keySet())) {
                Path receipt = fixture.storeRoot()
                        .resolve(PersonalDataset.RUN + "/mf/job_invocations/request." + tag + ".json");
                await(tag).atMost(TIMEOUT).until(() -> Files.exists(receipt));
                receipts.put(tag, Json.parse(Files.readAllBytes(receipt)));
            }
            await("messages are relayed")
                    .atMost(TIMEOUT)
                    .until(() -> new WorkloadQuery(ledger()).remaining().isNothing());
        } finally {
            worker.close();
        }
        written.addStore(fixture.storeRoot());
        written.addLedger(ledger());
        written.addTopics(configuration);
        written.addLogs(List.copyOf(logs.list));
    }

    @AfterAll
    void stopEverything() {
        fixture.close();
        logger.detachAppender(logs);
        logger.setLevel(level);
    }

    @Test
    void allPlacesAreSearched() {
        assertThat(written.places(Pattern.compile("request\\.published")))
                .contains(
                        "ledger mf_run",
                        "ledger mf_outbox",
                        "topic fp.bus.learning.mf.requests.v1",
                        "topic fp.bus.learning.mf.events.v1",
                        "log");
        String runKey = receipt(PUBLISHED.tag()).path("run_key").asText();
        assertThat(written.places(Pattern.compile(runKey)))
                .contains("topic fp.bus.control.v1", "topic fp.bus.learning.registry.events.v1");
        assertThat(written.places(Pattern.compile("eventType"))).contains("topic fp.bus.lineage.v1");
        assertThat(written.places(Pattern.compile("plain-a"))).anyMatch(place -> place.endsWith("model_artifact.json"));
    }

    @Test
    void aPublishedRunLeavesNoPersonalDataBehind() {
        assertThat(receipt(PUBLISHED.tag()).path("status").asText()).isEqualTo("DONE");
        assertThat(written.found(PUBLISHED.personalValues())).isEmpty();
        assertThat(written.found(PUBLISHED.eventIds())).isEmpty();
    }

    @Test
    void aRefusedRunNamesFewEventIdsAndNothingElseOfTheRows() {
        assertThat(message(DOUBLED.tag())).contains("duplicate_event_id: 1200 event ids");
        assertThat(written.found(DOUBLED.personalValues())).isEmpty();
        assertThat(written.texts(DOUBLED.eventIds())).hasSizeBetween(1, 5);
    }

    /** Label values and times that are none are repeated, as the page of the data format says; nothing else is. */
    @ParameterizedTest
    @CsvSource({
        "badlabel, true",
        "badnumber, false",
        "badtime, true",
        "badlabeltime, true",
        "badmoney, false",
        "badweight, false",
        "badrate, false",
        "noentity, false"
    })
    void aValueThatDoesNotFitItsRoleIsRefusedWithoutThoseOfTheOthers(String tag, boolean repeated) {
        PersonalDataset dataset = new PersonalDataset(tag);

        assertThat(receipt(tag).at("/error/code").asText()).isEqualTo("DATASET_INVALID");
        assertThat(message(tag).contains("SECRET-WORD")).as(message(tag)).isEqualTo(repeated);
        assertThat(written.found(dataset.personalValues())).isEmpty();
        assertThat(written.texts(dataset.eventIds())).hasSizeLessThan(6);
    }

    /** A label value is no person's: what describes the data names it, and counts its rows. */
    @Test
    void labelValuesAreOnlyWhereTheDataIsDescribed() {
        assertThat(written.places(PUBLISHED.labelValues()))
                .hasSize(4)
                .allMatch(
                        place -> place.matches(
                                "store .*/(dm_published/materialization\\.json|execution_record\\.json|model_card\\.(md|html))"));
    }

    /** The execution record has the least or the greatest; those of the other rows are nowhere. */
    @Test
    void ofWeightsAndSamplingRatesOnlyTheBoundsAreKept() {
        assertThat(written.found(PersonalDataset.FACTORS))
                .hasSizeBetween(1, 4)
                .allMatch(found -> found.matches("(1\\.73205|0\\.57721)6? in store .*/execution_record\\.json"));
    }

    private JsonNode receipt(String tag) {
        return Objects.requireNonNull(receipts.get(tag), tag);
    }

    private String message(String tag) {
        return receipt(tag).at("/error/message").asText();
    }

    /** The operators of a broker create it; workers do not. */
    private static void createLineageTopic(Configuration configuration) {
        try (Admin admin = Admin.create(
                KafkaClientFactory.of(configuration.profile().wiring().kafka()).common())) {
            admin.createTopics(List.of(new NewTopic("fp.bus.lineage.v1", 1, (short) 1)));
        }
    }

    private void writeProfiles() throws IOException {
        PersonalDataset.put(fixture.storeRoot(), "profiles/training.yaml", """
                policy_id: training
                revision: r1
                feature_definition_set: {feature_set_id: card_fraud_core, feature_set_version: v1}
                expected_manifest_schema_version: learning.dataset_manifest.v0
                split_recipe: mf.split.v1
                split_strategy: hash
                split_unit: entity
                minimum_part_positives: 5
                split_fractions: {train: 0.6, validation: 0.15, test: 0.25}
                seed_policy: {recipe: mf.stage_seed.v1, base_seed: 20260210}
                encoding: {min_category_share: 0.01}
                algorithm_id: xgboost_hist
                hyper_parameters: {rounds: 20, max_depth: 2}
                evaluation: {decision_threshold: 0.5}
                """);
        PersonalDataset.put(fixture.storeRoot(), "profiles/judging.yaml", """
                policy_id: governance
                revision: r1
                eval_thresholds: {min_auc_roc: 0.6, min_brier_skill: 0.01}
                """);
    }

    private void request(RequestSender sender, Configuration under, PersonalDataset dataset, String rows)
            throws IOException {
        String manifest = dataset.write(fixture.storeRoot(), rows);
        ObjectNode request = RequestFixture.trainBuild()
                .put("request_id", "request." + dataset.tag())
                .put("platform_run_id", PersonalDataset.RUN)
                .put("config_revision", dataset.tag())
                .put("training_config_ref", "profiles/training.yaml")
                .put("governance_profile_ref", "profiles/judging.yaml")
                .put("publish_allowed", true);
        request.putArray("dataset_manifest_refs").add(manifest);
        sender.send(JobRequestMessages.trainBuild(
                TrainBuildRequestReader.read(request), under.runConfigDigest(), Instant.now()));
        receipts.put(dataset.tag(), Json.object());
    }

    private PGSimpleDataSource ledger() {
        var access = fixture.platform().databaseAccess();
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(Objects.requireNonNull(access.jdbcUrl()));
        database.setUser(access.user());
        database.setPassword(access.password());
        return database;
    }
}
