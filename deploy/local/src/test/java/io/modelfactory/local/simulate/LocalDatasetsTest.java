package io.modelfactory.local.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.contracts.JsonSchemas;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalDatasetsTest {
    private static final SimulationSettings SETTINGS = SimulationSettings.ofRows(5_000, 42);
    private static final JsonSchemas SCHEMAS = new JsonSchemas();

    @TempDir
    private Path root;

    @Test
    void theDocumentsKeepTheirContract() throws IOException {
        assertDocumentsAreValid(LocalDatasets.cardFraud(SETTINGS, target("fraud")));
        assertDocumentsAreValid(LocalDatasets.credit(target("credit")));
    }

    @Test
    void filesAreExactlyWhatTheMaterializationPromises() throws Exception {
        WrittenDataset fraud = LocalDatasets.cardFraud(SETTINGS, target("fraud"));
        JsonNode files = materialization(fraud).path("files");

        assertThat(files).hasSize(4);
        for (JsonNode file : files) {
            String key = file.path("ref").asText();
            assertThat(file.path("sha256").asText()).isEqualTo(new WriteOnceFolder(root).sha256(key));
            assertThat(file.path("bytes").asLong()).isEqualTo(Files.size(root.resolve(key)));
            assertThat(file.path("rows").asLong())
                    .isEqualTo(count("SELECT count(*) FROM '%s'".formatted(root.resolve(key))));
        }
        assertThat(materialization(fraud).path("row_count").asLong()).isEqualTo(5_000);
    }

    @Test
    void duckDbReadsBackWhatWasSimulated() throws Exception {
        WrittenDataset fraud = LocalDatasets.cardFraud(SETTINGS, target("fraud"));
        String rows = " FROM '%s'".formatted(root.resolve("run-1/ofs/datasets/fraud/*.parquet"));

        assertThat(count("SELECT count(DISTINCT event_id)" + rows)).isEqualTo(5_000);
        assertThat(count("SELECT count(*)" + rows + " WHERE label = 'fraud'")).isEqualTo(fraud.positives());
        assertThat(count("SELECT count(*)" + rows + " WHERE label_observed_time > TIMESTAMP '2025-05-15'"))
                .isZero();
        assertThat(count("SELECT count(*)" + rows + " WHERE event_time > TIMESTAMP '2025-05-01'"))
                .isZero();
        assertThat(count("SELECT count(*)" + rows + " WHERE hour_of_day <> hour(event_time)"))
                .isZero();
        assertThat(count("SELECT count(*)" + rows + " WHERE channel = 'ONLINE' AND km_from_home IS NOT NULL"))
                .isZero();
        assertThat(count("SELECT count(DISTINCT card_id)" + rows)).isBetween(50L, 100L);
        assertThat(count("SELECT count(*)" + rows + " WHERE amount <= 0")).isZero();
        assertThat(materialization(fraud).at("/columns/entity_id").asText()).isEqualTo("card_id");
        assertThat(materialization(fraud).at("/columns/amount").asText()).isEqualTo("amount");
        // Frauds are reported days after their payment, everything else counts as genuine after two weeks.
        assertThat(count("SELECT count(*)" + rows + " WHERE label = 'fraud' AND label_observed_time >="
                        + " event_time + INTERVAL 1 DAY"))
                .isPositive();
        assertThat(count("SELECT count(*)" + rows + " WHERE card_brand IS NULL"))
                .isPositive();
    }

    @Test
    void theSameSeedWritesTheSameBytes() throws IOException {
        WrittenDataset first = LocalDatasets.cardFraud(SETTINGS, target("first"));
        WrittenDataset second = LocalDatasets.cardFraud(SETTINGS, target("second"));

        assertThat(materialization(first).findValuesAsText("sha256"))
                .isEqualTo(materialization(second).findValuesAsText("sha256"));
        assertThat(materialization(first).path("dataset_fingerprint"))
                .isEqualTo(materialization(second).path("dataset_fingerprint"));
    }

    @Test
    void aDatasetIsWrittenOnce() throws IOException {
        WrittenDataset first = LocalDatasets.cardFraud(SETTINGS, target("fraud"));

        assertThat(LocalDatasets.cardFraud(SETTINGS, target("fraud"))).isEqualTo(first);
        assertThatThrownBy(() -> LocalDatasets.cardFraud(SimulationSettings.ofRows(5_000, 43), target("fraud")))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining("holds other bytes already");
        try (Stream<Path> left = Files.walk(root)) {
            assertThat(left).noneMatch(path -> path.toString().endsWith(".draft"));
        }
    }

    @Test
    void creditApplicationsAreTheRealOnes() throws Exception {
        WrittenDataset credit = LocalDatasets.credit(target("credit"));
        String rows = " FROM read_csv('%s')".formatted(root.resolve("run-1/ofs/datasets/credit/part-00000.csv"));

        assertThat(credit.rows()).isEqualTo(4_454).isEqualTo(count("SELECT count(DISTINCT event_id)" + rows));
        assertThat(credit.positives()).isEqualTo(count("SELECT count(*)" + rows + " WHERE \"Status\" = 'bad'"));
        assertThat(count("SELECT count(*)" + rows + " WHERE \"Income\" IS NULL"))
                .isPositive();
        assertThat(count("SELECT sum(\"Price\")" + rows + " WHERE event_id = 'credit-00003'"))
                .isEqualTo(2_985);
    }

    @Test
    void aDamagedCopyIsValidOnPaperButNotInItsBytes() throws IOException {
        WrittenDataset sound = LocalDatasets.credit(target("credit"));
        WrittenDataset damaged = LocalDatasets.damagedCopy(sound, "credit-damaged");
        JsonNode file = materialization(damaged).path("files").path(0);

        assertDocumentsAreValid(damaged);
        assertThat(file.path("ref").asText()).isEqualTo("run-1/ofs/datasets/credit-damaged/part-00000.csv");
        assertThat(Files.size(root.resolve(file.path("ref").asText())))
                .isEqualTo(file.path("bytes").asLong());
        assertThat(new WriteOnceFolder(root).sha256(file.path("ref").asText()))
                .isNotEqualTo(file.path("sha256").asText());
        assertThat(file.path("sha256"))
                .isEqualTo(materialization(sound).path("files").path(0).path("sha256"));
    }

    @Test
    void aNameThatWouldLeaveTheStoreIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> target("../elsewhere"))
                .withMessageStartingWith("datasetManifestId is '../elsewhere'; give");
    }

    private DatasetTarget target(String id) {
        return new DatasetTarget(root, "run-1", id);
    }

    private void assertDocumentsAreValid(WrittenDataset dataset) throws IOException {
        assertThat(SCHEMAS.violations(ContractDocument.DATASET_MANIFEST, json(dataset.manifestKey())))
                .isEmpty();
        assertThat(SCHEMAS.violations(ContractDocument.DATASET_MATERIALIZATION, materialization(dataset)))
                .isEmpty();
    }

    private JsonNode materialization(WrittenDataset dataset) throws IOException {
        return json(dataset.target().materializationKey());
    }

    private JsonNode json(String key) throws IOException {
        return new JsonMapper().readTree(root.resolve(key).toFile());
    }

    private static long count(String query) throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:duckdb:");
                var statement = connection.createStatement();
                var result = statement.executeQuery(query)) {
            result.next();
            return result.getLong(1);
        }
    }
}
