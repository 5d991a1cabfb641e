package io.modelfactory.worker.dataset.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelfactory.worker.dataset.DatasetFixture;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.dataset.PreparedDatasets;
import io.modelfactory.worker.dataset.split.HoldoutViews;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.resolve.DatasetMaterialization.Columns;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import io.modelfactory.worker.resolve.TrainingProfile.SplitStrategy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Preparations that follow each other in one database know nothing of each other. */
class KeptDatabaseTest {
    @TempDir
    Path folder;

    private KeptDatabase kept;

    @BeforeEach
    void create() {
        kept = new KeptDatabase(folder.resolve("kept"), "200MB");
    }

    @AfterEach
    void close() {
        kept.close();
    }

    @Test
    void preparationsOfDifferentRowsGiveWhatTheyGiveInDatabasesOfTheirOwn() {
        for (String rows : List.of(
                "FROM base", "FROM base WHERE event_id < 'e-0080'", "FROM base ORDER BY hash(event_id)", "FROM base")) {
            for (String format : List.of("csv", "parquet")) {
                PreparedDatasets.requireSame(
                        fixture("one").in(kept).prepare(fixture("one").file("rows." + format, rows)),
                        fixture("one").prepare(fixture("one").file("rows." + format, rows)));
            }
        }
    }

    /** Its statements are planned as they are written, which a sound plan must not depend on. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsAskedOfCardsDaysAndSlicesIsTheSame(boolean byEntity) {
        HoldoutViews views = new HoldoutViews(
                List.of(new EncodedFeature("channel", FeatureType.CATEGORICAL, List.of("web", "app"))),
                Optional.empty(),
                List.of("channel"));
        DatasetFixture cards = cards(byEntity);
        DataFile file = cards.file("rows.parquet", """
                SELECT event_id, label, channel, amount, 'card-' || (number % 35) AS card,
                    TIMESTAMP '2025-06-01' + to_hours(6 * number) AS event_time,
                    TIMESTAMP '2025-06-02' + to_hours(6 * number) AS label_observed_time
                FROM (SELECT *, CAST(amount / 1.5 AS INTEGER) AS number FROM base)""");

        PreparedDataset expected = cards.prepare(views, file);
        PreparedDataset found = cards(byEntity).in(kept).prepare(views, file);

        PreparedDatasets.requireSame(found, expected);
        assertThat(found.summary()).isEqualTo(expected.summary());
        assertThat(found.split().path("known_compromised_rows").asInt()).isPositive();
        assertThat(found.slices().get(0).values())
                .isEqualTo(expected.slices().get(0).values());
        assertThat(found.championTest().orElseThrow().values())
                .containsExactly(expected.championTest().orElseThrow().values());
        assertThat(found.testRoles().entities().orElseThrow().get(0))
                .isEqualTo(expected.testRoles().entities().orElseThrow().get(0));
    }

    private DatasetFixture cards(boolean byEntity) {
        DatasetFixture cards = fixture("cards")
                .split(SplitStrategy.TIME_BASED)
                .columns(DatasetFixture.columns(
                                new Feature("amount", FeatureType.NUMERIC),
                                new Feature("channel", FeatureType.CATEGORICAL))
                        .withEntityId("card"))
                .excludeKnownCompromised()
                .gapDays(1)
                .fractions(0.3, 0.1, 0.6);
        return byEntity ? cards.byEntity() : cards;
    }

    @Test
    void aPreparationThatFailsLeavesNothingToTheNext() throws IOException {
        assertThatThrownBy(() -> fixture("bad")
                        .in(kept)
                        .prepare(fixture("bad").file("rows.parquet", "FROM (SELECT * FROM base UNION ALL FROM base)")))
                .isInstanceOf(FailureException.class)
                .hasMessageContaining("duplicate_event_id");

        PreparedDatasets.requireSame(
                fixture("good").in(kept).prepare(fixture("good").file("rows.csv", "FROM base")),
                fixture("good").prepare(fixture("good").file("rows.csv", "FROM base")));
        try (Stream<Path> left = Files.list(kept.folder())) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void whatOnePreparationCreatesIsGoneForTheNext() {
        try (DuckDb first = lend().orElseThrow()) {
            first.update("CREATE TABLE events AS SELECT 1 AS a");
            first.update("CREATE TYPE category_0 AS ENUM ('a')");
        }
        try (DuckDb second = lend().orElseThrow()) {
            assertThat(second.queryLong("SELECT count(*) FROM duckdb_tables()")).isZero();
            assertThat(second.queryLong("SELECT count(*) FROM duckdb_types() WHERE type_name = 'category_0'"))
                    .isZero();
        }
    }

    @Test
    void itIsLentToOnePreparationAtATime() {
        try (DuckDb first = lend().orElseThrow()) {
            assertThat(lend()).isEmpty();
            assertThat(first.queryLong("SELECT 1")).isEqualTo(1);
        }
        lend().orElseThrow().close();
    }

    @Test
    void itIsOpenedAnewAfterACatalogThatCannotBeDetached() {
        DuckDb first = lend().orElseThrow();
        String catalog =
                first.query("SELECT current_catalog()", row -> row.getString(1)).get(0);
        first.update("USE memory");
        first.update("DETACH " + catalog);
        assertThatThrownBy(first::close).isInstanceOf(IllegalStateException.class);

        try (DuckDb second = lend().orElseThrow()) {
            assertThat(second.queryLong("SELECT 2")).isEqualTo(2);
        }
    }

    @Test
    void nothingOutsideOfItsFolderIsWithinReach() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret.csv"), "a\n2\n");
        Path alike = Files.createDirectories(folder.resolve("kept-not"));
        Files.writeString(alike.resolve("secret.csv"), "a\n2\n");
        try (DuckDb db = lend().orElseThrow()) {
            Files.writeString(kept.folder().resolve("readable.csv"), "a\n1\n");

            assertThat(db.queryLong(sum(kept.folder().resolve("readable.csv")))).isEqualTo(1);
            for (Path unreadable :
                    List.of(secret, alike.resolve("secret.csv"), kept.folder().resolve("../secret.csv"))) {
                assertThatThrownBy(() -> db.queryLong(sum(unreadable))).hasMessageContaining("Permission Error");
            }
            assertThatThrownBy(() -> db.update("SET threads = 8")).hasMessageContaining("locked");
            assertThatThrownBy(() -> db.update("SET enable_external_access = true"))
                    .isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void whatReadsBesideSeesTheSameTablesAndReachesNoMore() {
        try (DuckDb db = lend().orElseThrow()) {
            db.update("CREATE TABLE events AS SELECT range AS a FROM range(5)");

            String found = db.beside(
                    reading -> {
                        assertThatThrownBy(() -> reading.update("SET threads = 8"))
                                .hasMessageContaining("locked");
                        return reading.queryLong("SELECT sum(a) FROM events");
                    },
                    () -> db.update("CREATE TABLE placement AS SELECT 3 AS part FROM events"),
                    (sum, rows) -> sum + " of " + rows);

            assertThat(found).isEqualTo("10 of 5");
        }
        try (DuckDb next = lend().orElseThrow()) {
            assertThat(next.<Long, Long, Long>beside(
                            reading -> reading.queryLong("SELECT count(*) FROM duckdb_tables()"), () -> 0L, Long::sum))
                    .isZero();
        }
    }

    @Test
    void tablesAreLeftWithoutRowsByAPreparationThatIsComplete() {
        for (int preparation = 0; preparation < 3; preparation++) {
            try (DuckDb db = lend().orElseThrow()) {
                assertThat(db.queryLong("SELECT count(*) FROM duckdb_tables()")).isEqualTo(preparation == 0 ? 0 : 1);
                db.createTable("events", "a INTEGER");
                assertThat(db.queryLong("SELECT count(*) FROM events")).isZero();
                db.update("INSERT INTO events SELECT range FROM range(5000)");
                assertThat(db.queryLong("SELECT min(rowid) FROM events")).isZero();
                db.complete();
            }
        }
    }

    @Test
    void nothingIsLeftByAPreparationThatIsNotCompleteOrMadeSomethingElse() {
        for (List<String> statements : List.of(
                List.<String>of(),
                List.of("CREATE TABLE other AS SELECT 1 AS a"),
                List.of("CREATE TYPE category_0 AS ENUM ('a')"),
                List.of("DROP TABLE events", "CREATE TABLE events (b INTEGER)"),
                List.of("ALTER TABLE events ADD COLUMN b INTEGER"))) {
            try (DuckDb db = lend().orElseThrow()) {
                db.createTable("events", "a INTEGER");
                db.update("INSERT INTO events VALUES (1)");
                statements.forEach(db::update);
                if (!statements.isEmpty()) {
                    db.complete();
                }
            }
            try (DuckDb next = lend().orElseThrow()) {
                assertThat(next.queryLong("SELECT count(*) FROM duckdb_tables()"))
                        .as(statements.toString())
                        .isZero();
            }
        }
    }

    @Test
    void aTableThatHasRowsAfterAllIsNotLent() {
        DuckDb first = lend().orElseThrow();
        first.createTable("events", "a INTEGER");
        first.complete();
        first.close();
        first.update("INSERT INTO events VALUES (1)");

        try (DuckDb second = lend().orElseThrow()) {
            assertThat(second.queryLong("SELECT count(*) FROM duckdb_tables()")).isZero();
            second.createTable("events", "a INTEGER");
            assertThat(second.queryLong("SELECT count(*) FROM events")).isZero();
        }
    }

    @Test
    void aStatementThatReadsAFileReadsTheOneThatIsThere() throws IOException {
        for (int rows = 1; rows < 4; rows++) {
            try (DuckDb db = lend().orElseThrow()) {
                db.createTable("events", "a INTEGER");
                Path file = kept.folder().resolve("same.csv");
                Files.writeString(file, "a\n" + "1\n".repeat(rows));
                assertThat(db.queryLong(sum(file))).isEqualTo(rows);
                db.complete();
            }
        }
    }

    /** More of them than are kept, each come again, with preparations that fail in between. */
    @Test
    void preparationsOfDifferentColumnsTakeTurns() {
        for (int turn = 0; turn < 3; turn++) {
            for (int features = 1; features <= 6; features++) {
                String rows = "FROM base WHERE event_id >= 'e-00%d'".formatted(10 * turn);
                List<String> names =
                        List.of("amount", "channel", "a", "b", "c", "d").subList(0, features);
                DatasetFixture own = fixture("own").columns(columnsOf(names));
                DatasetFixture shared = fixture("shared").columns(columnsOf(names));
                String query = "SELECT *, amount / 2 AS a, amount + 1 AS b, 'x' || (amount %% 3) AS c, -amount AS d %s"
                        .formatted(rows);

                PreparedDataset found = shared.in(kept).prepare(shared.file("rows.csv", query));

                PreparedDataset expected = own.prepare(own.file("rows.csv", query));
                PreparedDatasets.requireSame(found, expected);
                assertThat(found.summary()).isEqualTo(expected.summary());
                assertThat(found.split()).isEqualTo(expected.split());
                DataFile twice = shared.file("twice.csv", "FROM (%1$s UNION ALL %1$s)".formatted(query));
                assertThatThrownBy(() -> shared.in(kept).prepare(twice))
                        .isInstanceOf(FailureException.class)
                        .hasMessageContaining("duplicate_event_id");
            }
        }
    }

    private static Columns columnsOf(List<String> names) {
        return DatasetFixture.columns(names.stream()
                .map(name -> new Feature(
                        name,
                        name.equals("channel") || name.equals("c") ? FeatureType.CATEGORICAL : FeatureType.NUMERIC))
                .toArray(Feature[]::new));
    }

    private Optional<DuckDb> lend() {
        return kept.lend(DatasetFixture.columns(new Feature("amount", FeatureType.NUMERIC)));
    }

    private static String sum(Path file) {
        return "SELECT sum(a) FROM read_csv(" + SqlQuoting.literal(file.toString()) + ")";
    }

    private DatasetFixture fixture(String name) {
        return new DatasetFixture(folder.resolve(name));
    }
}
