package io.modelfactory.worker.dataset.split;

import static io.modelfactory.worker.dataset.FailureAssertions.assertFailure;
import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;
import static io.modelfactory.worker.failure.FailureCode.LEAKAGE_GUARD_VIOLATION;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.dataset.DatasetFixture;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.resolve.DatasetMaterialization.Columns;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import io.modelfactory.worker.resolve.DatasetMaterialization.EventIdKind;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The roles {@code entity_id} and {@code amount}: 20 cards with five payments each. */
class EntitySplitTest {
    private static final String CARD = "4000-0000-0000-%02d";
    private static final String ROWS = """
            SELECT *, card_no % 20 AS card, printf('4000-0000-0000-%02d', card_no % 20) AS card_number
            FROM (SELECT *, CAST(amount / 1.5 AS INTEGER) AS card_no FROM base)""";

    @TempDir
    Path folder;

    private DatasetFixture fixture;

    @BeforeEach
    void setUp() {
        fixture = new DatasetFixture(folder).columns(columns("card", "age")).byEntity();
    }

    private static Columns columns(String... features) {
        return DatasetFixture.withoutLabelTimes(List.of(features).stream()
                        .map(name -> new Feature(name, FeatureType.NUMERIC))
                        .toArray(Feature[]::new))
                .withEntityId("card_number");
    }

    @Test
    void allEventsOfAnEntityAreInThePartOfItsHash() {
        PreparedDataset prepared = fixture.prepare(fixture.file("rows.parquet", ROWS));

        assertThat(cards(prepared.train())).isEqualTo(cardsByRecipe(0, 0.6));
        assertThat(cards(prepared.validation())).isEqualTo(cardsByRecipe(0.6, 0.8));
        assertThat(cards(prepared.test())).isEqualTo(cardsByRecipe(0.8, 1));
        assertThat(prepared.split().path("unit").asText()).isEqualTo("entity");
        assertThat(prepared.split().at("/train/entities").asInt())
                .isEqualTo(cards(prepared.train()).size());
        assertThat(prepared.split().toString()).doesNotContain("4000-");
    }

    private static Set<Integer> cards(LabelledMatrix rows) {
        Set<Integer> cards = new TreeSet<>();
        for (int row = 0; row < rows.rows(); row++) {
            cards.add((int) rows.features().value(row, 0));
        }
        return cards;
    }

    /** The recipe as a reader of the contract would program it. */
    private static Set<Integer> cardsByRecipe(double from, double to) {
        Set<Integer> cards = new TreeSet<>();
        for (int card = 0; card < 20; card++) {
            String hash = Sha256.hex("mf.split.v1:41:" + CARD.formatted(card));
            double u = new BigInteger(hash.substring(0, 16), 16).doubleValue() / Math.pow(2, 64);
            if (u >= from && u < to) {
                cards.add(card);
            }
        }
        return cards;
    }

    @Test
    void anEntitySplitNeedsTheRole() {
        fixture.columns(DatasetFixture.withoutLabelTimes(new Feature("card", FeatureType.NUMERIC)));
        DataFile file = fixture.file("rows.parquet", ROWS);

        assertFailure(DATASET_INVALID, () -> fixture.prepare(file))
                .isEqualTo("columns.entity_id: is needed by the profile's split_unit: entity");
    }

    @Test
    void rowsWithoutAnEntityAreRefusedByTheirEvents() {
        DataFile file = fixture.file(
                "rows.parquet",
                "SELECT * REPLACE (CASE WHEN event_id <> 'e-0007' THEN card_number END AS card_number) FROM (" + ROWS
                        + ")");

        assertFailure(DATASET_INVALID, () -> fixture.prepare(file))
                .isEqualTo("1 rows have no entity_id (for example event 'e-0007')");
    }

    @Test
    void anEntityIdIsNoFeatureAndNoEventId() {
        DataFile file = fixture.file("rows.parquet", ROWS);

        fixture.columns(DatasetFixture.withoutLabelTimes(
                        new Feature("card", FeatureType.NUMERIC), new Feature("card_number", FeatureType.CATEGORICAL))
                .withEntityId("card_number"));
        assertFailure(LEAKAGE_GUARD_VIOLATION, () -> fixture.prepare(file))
                .contains("the entity id, its weight or sampling rate: 'card_number'")
                .doesNotContain("4000-");
        fixture.columns(columns("card").withEntityId("event_id"));
        assertFailure(DATASET_INVALID, () -> fixture.prepare(file))
                .contains(
                        "event_id, event_time, label, label_observed_time, entity_id, weight and sampling_rate must be different columns");
    }

    @Test
    void anAmountIsANumberOfAtLeastZeroInEveryRow() {
        fixture.columns(columns("card", "card_no").withAmount("amount"));

        assertThat(fixture.prepare(fixture.file("rows.parquet", ROWS)).train().rows())
                .isPositive();
        for (String amount : List.of("-0.01", "NULL", "'infinity'::DOUBLE")) {
            DataFile file = fixture.file(
                    "bad.parquet",
                    "SELECT * REPLACE (CASE WHEN event_id = 'e-0007' THEN " + amount
                            + " ELSE amount END AS amount) FROM (" + ROWS + ")");
            assertFailure(DATASET_INVALID, () -> fixture.prepare(file))
                    .isEqualTo("1 rows have no amount of at least 0 (for example event 'e-0007')");
        }
    }

    @Test
    void datasetsOfOnePlanHaveOneKindOfEventIds() {
        DataFile file = fixture.file("rows.parquet", ROWS);
        var source = fixture.dataset("dm_001", DatasetFixture.RULE, Optional.empty(), file);
        var content =
                fixture.eventIdKind(EventIdKind.CONTENT).dataset("dm_002", DatasetFixture.RULE, Optional.empty(), file);

        assertFailure(DATASET_INVALID, () -> fixture.prepare(List.of(source, content)))
                .isEqualTo("event_id_kind must be the same in all datasets, it differs between dm_001 and dm_002");
    }
}
