package io.modelfactory.worker.dataset.split;

import static io.modelfactory.worker.dataset.FailureAssertions.assertFailure;
import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.dataset.DatasetFixture;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import io.modelfactory.worker.resolve.TrainingProfile.SplitStrategy;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Entities on one side of a split by time, and entities that were known to be compromised. 100 events, one every six
 * hours, so that four make a day; 35 cards by turns, so that each comes back after 35 events. Every fourth event is a
 * fraud, whose label is known a day later.
 */
class EntitySidesTest {
    private static final int EVENTS = 100;
    private static final int CARDS = 35;

    @TempDir
    Path folder;

    private DatasetFixture fixture;
    private DataFile file;

    @BeforeEach
    void setUp() {
        fixture = new DatasetFixture(folder)
                .split(SplitStrategy.TIME_BASED)
                .columns(DatasetFixture.columns(new Feature("number", FeatureType.NUMERIC))
                        .withEntityId("card"));
        file = fixture.file("rows.parquet", """
                SELECT event_id, label, number, 'card-' || (number %% %d) AS card,
                    TIMESTAMP '2025-06-01' + to_hours(6 * number) AS event_time,
                    TIMESTAMP '2025-06-02' + to_hours(6 * number) AS label_observed_time
                FROM (SELECT *, CAST(amount / 1.5 AS INTEGER) AS number FROM base)""".formatted(CARDS));
    }

    @Test
    void rowsOfEntitiesThatWereSeenEarlierLeaveTheLaterParts() {
        PreparedDataset prepared =
                fixture.byEntity().gapDays(1).fractions(0.3, 0.1, 0.6).prepare(file);

        // Train until event 25, with cards 0 to 25; events 36 and more of the validation part bring back card 1 and
        // more.
        Set<Integer> train = numbers(prepared.train());
        Set<Integer> validation = numbers(prepared.validation());
        Set<Integer> test = numbers(prepared.test());
        assertThat(train).isEqualTo(plain(0, 27, Set.of()));
        assertThat(validation).isEqualTo(plain(30, 37, cards(train)));
        Set<Integer> seen = cards(train);
        seen.addAll(cards(validation));
        assertThat(test).isEqualTo(plain(40, EVENTS, seen)).isNotEmpty();
        assertThat(cards(train)).doesNotContainAnyElementsOf(cards(test));
        assertThat(prepared.split().at("/seen_entity_rows/validation").asInt()).isEqualTo(2);
        assertThat(prepared.split().at("/seen_entity_rows/test").asInt()).isEqualTo(60 - test.size());
        assertThat(prepared.split().path("left_out_rows").asInt())
                .as("of the gaps")
                .isEqualTo(6);
    }

    @Test
    void testRowsOfEntitiesThatWereKnownToBeCompromisedAreLeftOut() {
        PreparedDataset prepared = fixture.excludeKnownCompromised()
                .gapDays(1)
                .fractions(0.5, 0.1, 0.4)
                .prepare(file);

        // Written out: a fraud of the card (every fourth event) whose label came, a day later, before the row's day.
        Set<Integer> expected = new TreeSet<>();
        for (int number = 60; number < EVENTS; number++) {
            int row = number;
            boolean known = IntStream.range(0, EVENTS)
                    .anyMatch(other -> other % 4 == 0 && other % CARDS == row % CARDS && other + 4 < row / 4 * 4);
            if (!known) {
                expected.add(number);
            }
        }
        assertThat(numbers(prepared.test())).isEqualTo(expected).hasSizeBetween(10, 39);
        assertThat(prepared.split().path("known_compromised_rows").asInt()).isEqualTo(40 - expected.size());
        assertThat(prepared.train().rows()).isEqualTo(47);
    }

    /** 36 cards, and labels three hours before the card's next payment: in New York a day begins at four or five. */
    @Test
    void aDayIsThatOfTheProfilesZone() {
        DataFile other = fixture.file("other.parquet", """
                SELECT event_id, CAST(number % 4 = 0 OR number = 51 AS INTEGER) AS label, number,
                    'card-' || (number % 36) AS card, TIMESTAMP '2025-06-01' + to_hours(6 * number) AS event_time,
                    TIMESTAMP '2025-06-01' + to_hours(6 * number + 213) AS label_observed_time
                FROM (SELECT *, CAST(amount / 1.5 AS INTEGER) AS number FROM base)""");
        fixture.excludeKnownCompromised().gapDays(9).fractions(0.5, 0, 0.5);

        PreparedDataset utc = fixture.prepare(other);
        PreparedDataset newYork = fixture.dayZone("America/New_York").prepare(other);

        // Payments at midnight UTC, of cards robbed 36 or 72 payments before: of the former New York learns too late.
        assertThat(utc.split().path("known_compromised_rows").asInt()).isEqualTo(12);
        assertThat(newYork.split().path("known_compromised_rows").asInt()).isEqualTo(7);
    }

    @Test
    void whatIsExcludedNeedsItsRoles() {
        fixture.columns(DatasetFixture.withoutLabelTimes(new Feature("number", FeatureType.NUMERIC)))
                .excludeKnownCompromised();

        assertFailure(DATASET_INVALID, () -> fixture.prepare(file))
                .isEqualTo("columns.entity_id and columns.label_observed_time: needed by the profile's"
                        + " exclude_known_compromised");
    }

    private static Set<Integer> plain(int from, int to, Set<Integer> seenCards) {
        Set<Integer> numbers = new TreeSet<>();
        for (int number = from; number < to; number++) {
            if (!seenCards.contains(number % CARDS)) {
                numbers.add(number);
            }
        }
        return numbers;
    }

    private static Set<Integer> cards(Set<Integer> numbers) {
        Set<Integer> cards = new TreeSet<>();
        numbers.forEach(number -> cards.add(number % CARDS));
        return cards;
    }

    private static Set<Integer> numbers(LabelledMatrix rows) {
        Set<Integer> numbers = new TreeSet<>();
        for (int row = 0; row < rows.rows(); row++) {
            numbers.add((int) rows.features().value(row, 0));
        }
        return numbers;
    }
}
