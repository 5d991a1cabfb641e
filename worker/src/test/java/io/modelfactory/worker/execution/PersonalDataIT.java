package io.modelfactory.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import io.modelfactory.worker.resolve.InputFixture;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * What identifies people and payments stays in the data files. Every role of the data set has values that are found
 * nowhere else by chance; the store, the ledger with all outgoing messages, and the logs are searched for them.
 */
class PersonalDataIT {
    private static final int ROWS = 1_200;
    private static final String DATA = InputFixture.RUN + "/ofs/datasets/";
    private static final Pattern EVENT = Pattern.compile("EVENT-[0-9]{4}");
    /** Of the entity, the amount, a category of one row, and the fraction of a time. */
    private static final Pattern PERSONAL = Pattern.compile("CARD-[0-9]{3}|87654|RARE-NAME|271828");

    private final ListAppender<ILoggingEvent> logs = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger("io.modelfactory");

    @TempDir
    private Path folder = Path.of("");

    private StageFixture factory;

    @BeforeEach
    void start() throws IOException {
        logger.setLevel(Level.DEBUG);
        logs.start();
        logger.addAppender(logs);
        factory = new StageFixture(folder.resolve("platform"), 1);
    }

    @AfterEach
    void stop() {
        factory.close();
        logger.detachAppender(logs);
        logger.setLevel(null);
    }

    @Test
    void aPublishedRunLeavesNoPersonalDataBehind() throws IOException, SQLException {
        RunRecord run = run("dm_people", rows());

        assertThat(run.state())
                .as(() -> run.failureMessage().orElse("no failure"))
                .isEqualTo(RunState.PUBLISHED);
        List<String> texts = everythingWritten();
        assertThat(texts).hasSizeGreaterThan(30).anyMatch(text -> text.contains("plain-a"));
        assertThat(found(PERSONAL, texts)).isEmpty();
        assertThat(found(EVENT, texts)).isEmpty();
    }

    @Test
    void aRefusedRunNamesFewEventIdsAndNothingElseOfTheRows() throws IOException, SQLException {
        String rows = rows();
        RunRecord run = run("dm_doubled", rows + rows.substring(rows.indexOf('\n') + 1));

        assertThat(run.failureMessage().orElseThrow()).contains("duplicate_event_id: 1200 event ids");
        List<String> texts = everythingWritten();
        assertThat(found(PERSONAL, texts)).isEmpty();
        assertThat(found(EVENT, texts)).hasSizeBetween(1, 5);
    }

    private static List<String> found(Pattern pattern, List<String> texts) {
        return texts.stream()
                .flatMap(text -> pattern.matcher(text).results().map(match -> match.group()))
                .distinct()
                .toList();
    }

    /** All objects of the store but the data files, all rows of the ledger, and all log lines. */
    private List<String> everythingWritten() throws IOException, SQLException {
        factory.archiveReceipts();
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.walk(factory.storeRoot)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (!file.toString().endsWith(".csv")) {
                    // Of binary files every byte is a character, so that texts in them are found.
                    texts.add(Files.readString(file, StandardCharsets.ISO_8859_1));
                }
            }
        }
        try (Connection database = DriverManager.getConnection(factory.databaseUrl(), "postgres", "");
                Statement statement = database.createStatement()) {
            List<String> tables =
                    column(statement, "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'");
            assertThat(tables).contains("mf_run", "mf_request", "mf_outbox", "mf_run_event");
            for (String table : tables) {
                texts.addAll(column(statement, "SELECT CAST(t AS text) FROM " + table + " t"));
            }
        }
        logs.list.forEach(line -> texts.add(line.getFormattedMessage() + " " + line.getMDCPropertyMap()));
        return texts;
    }

    private static List<String> column(Statement statement, String query) throws SQLException {
        List<String> values = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                values.add(rows.getString(1));
            }
        }
        return values;
    }

    private RunRecord run(String dataset, String rows) throws IOException {
        String training = put("profiles/training.yaml", """
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
        String judging = put("profiles/judging.yaml", """
                policy_id: governance
                revision: r1
                eval_thresholds: {min_auc_roc: 0.6, min_brier_skill: 0.01}
                """);
        String manifest = dataset(dataset, rows);
        String runKey = factory.submitTrainBuild("request.personal", true, document -> {
            document.put("training_config_ref", training).put("governance_profile_ref", judging);
            document.putArray("dataset_manifest_refs").add(manifest);
        });
        factory.executeAll();
        return factory.run(runKey);
    }

    private String dataset(String id, String rows) throws IOException {
        String csv = put(DATA + id + "/part-00000.csv", rows);
        long count = rows.lines().count() - 1;
        ObjectNode materialization = InputFixture.materializationDocument()
                .put("dataset_manifest_id", id)
                .put("row_count", count);
        materialization
                .putArray("files")
                .add(Json.objectTree(ArtifactRef.of(csv, factory.storeRoot.resolve(csv)))
                        .put("rows", count));
        ObjectNode columns = materialization.withObjectProperty("columns");
        columns.put("event_time", "happened").put("entity_id", "card").put("amount", "money");
        var features = columns.putArray("features");
        features.addObject().put("name", "score").put("type", "numeric");
        features.addObject().put("name", "holder").put("type", "categorical");
        put(DATA + id + "/materialization.json", materialization.toString());
        ObjectNode manifest = InputFixture.manifestDocument().put("dataset_manifest_id", id);
        return put(InputFixture.RUN + "/ofs/manifests/" + id + ".json", manifest.toString());
    }

    private static String rows() {
        SplittableRandom random = new SplittableRandom(7);
        StringBuilder csv = new StringBuilder("event_id,label,score,holder,happened,card,money\n");
        for (int row = 0; row < ROWS; row++) {
            int score = random.nextInt(100);
            int label = random.nextDouble() < (score < 40 ? 0.6 : 0.1) ? 1 : 0;
            String holder = row == 17 ? "RARE-NAME" : row % 2 == 0 ? "plain-a" : "plain-b";
            csv.append("EVENT-%04d,%d,%d.%04d,%s,2025-01-%02dT10:00:00.271828Z,CARD-%03d,87654.%04d\n"
                    .formatted(row, label, score, row, holder, row % 28 + 1, row % 150, row));
        }
        return csv.toString();
    }

    private String put(String key, String content) throws IOException {
        Path file = factory.storeRoot.resolve(key);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, content);
        return key;
    }
}
