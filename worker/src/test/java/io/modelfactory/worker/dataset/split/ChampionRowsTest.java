package io.modelfactory.worker.dataset.split;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.dataset.DatasetFixture;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.resolve.DatasetMaterialization.Columns;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import io.modelfactory.worker.resolve.DatasetMaterialization.EventIdKind;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import io.modelfactory.worker.resolve.TrainingProfile.SplitStrategy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which test rows a champion was not fitted on. Champion and candidate are both prepared from 400 events of 80 cards, a
 * minute apart, so that the rows that the champion was really fitted on are known.
 */
class ChampionRowsTest {
    private static final Feature AMOUNT = new Feature("amount", FeatureType.NUMERIC);
    private static final String ROWS = """
            SELECT 'e-' || i AS event_id, TIMESTAMP '2025-06-01' + to_minutes(i) AS event_time,
                CAST(i % 3 = 0 AS INTEGER) AS label, CAST(i AS DOUBLE) AS amount, 'card-' || i % 80 AS card
            FROM range(400) AS numbers(i)""";

    @TempDir
    Path folder;

    private DataFile file;

    @BeforeEach
    void writeRows() {
        file = new DatasetFixture(folder).file("rows.parquet", ROWS);
    }

    @ParameterizedTest(name = "champion by {0}, candidate by {1}: {2} of {3} test rows are unseen")
    @CsvSource(delimiter = '|', textBlock = """
            hash event seed 41                      | hash event seed 41                 |  67 | 67
            hash event seed 41 stops early          | hash event seed 41                 |  67 | 67
            hash event seed 41                      | hash event seed 42                 |  38 | 90
            hash event seed 41 stops early          | hash event seed 42                 |  22 | 90
            hash event seed 41 train 0.4            | hash event seed 41                 |  67 | 67
            hash event seed 41                      | hash event seed 41 train 0.4       | 154 | 154
            hash event seed 41 stops early          | hash event seed 41 train 0.4       |  67 | 154
            hash entity seed 41                     | hash entity seed 41                | 120 | 120
            hash entity seed 41                     | hash entity seed 42                |  60 | 90
            time event                              | time event                         |  80 | 80
            time event stops early                  | time event                         |  80 | 80
            time event train 0.4                    | time event                         |  80 | 80
            time event                              | time event train 0.4               | 160 | 160
            time event stops early                  | time event train 0.4               |  80 | 160
            time event bounds alerts                | time event train 0.4               |  80 | 160
            hash event seed 41                      | time event                         |  26 | 80
            hash event seed 41 stops early          | time event                         |  17 | 80
            time event                              | hash event seed 41                 |  28 | 67
            time event stops early                  | hash event seed 41                 |  17 | 67
            """)
    void onlyRowsThatTheChampionWasNotFittedOnAreCompared(
            String championSplit, String candidateSplit, int unseen, int testRows) {
        PreparedDataset champion = fixture(championSplit).prepare(file);
        Optional<ChampionSplit> pinned = ChampionSplit.of(champion.split());

        PreparedDataset candidate = fixture(candidateSplit).prepare(views(pinned), file);

        Set<Float> fitted = amounts(champion.train());
        if (championSplit.contains("stops early") || championSplit.contains("bounds alerts")) {
            fitted.addAll(amounts(champion.validation()));
        }
        ChampionHoldout holdout = candidate.championHoldout().orElseThrow();
        Set<Float> compared = new TreeSet<>();
        for (int row : holdout.rows()) {
            compared.add(candidate.test().features().value(row, 0));
        }
        assertThat(holdout.notComparable()).isEmpty();
        assertThat(compared).as("rows that were fitted on").doesNotContainAnyElementsOf(fitted);
        if (championSplit.contains("hash") || candidateSplit.contains("time")) {
            Set<Float> rest = amounts(candidate.test());
            rest.removeAll(fitted);
            assertThat(compared).isEqualTo(rest);
        }
        assertThat(compared).hasSize(unseen);
        assertThat(candidate.test().rows()).isEqualTo(testRows);
    }

    @Test
    void aTimeSplitThatTrainedOnAllThePeriodLeavesNothingToCompare() {
        PreparedDataset champion = fixture("time event").prepare(file);
        ObjectNode later = champion.split().deepCopy();
        later.withObject("/train").put("max_event_time", "2025-12-31T00:00:00Z");

        ChampionHoldout holdout =
                compare("time event", Optional.of(ChampionSplit.of(later).orElseThrow()));

        assertThat(holdout.rows()).isEmpty();
    }

    /** Of a card that the champion saw, later payments are no proof either: 9 payments a card, one after the other. */
    @Test
    void withEntitiesOnOneSideACardThatTheChampionSawIsNotCompared() {
        DataFile successive = fixture("time entity")
                .file(
                        "cards.parquet",
                        "SELECT * REPLACE ('card-' || i // 9 AS card) FROM (SELECT *, CAST(amount AS"
                                + " INTEGER) AS i FROM (" + ROWS + "))");
        Optional<ChampionSplit> champion = ChampionSplit.of(fixture("time entity")
                .fractions(0.71, 0.09, 0.2)
                .prepare(successive)
                .split());

        PreparedDataset candidate = fixture("time entity train 0.4").prepare(views(champion), successive);

        // Event 239 is of card 26, which ends with 242; the champion's last one is 283, of card 31, which ends with
        // 287.
        assertThat(amounts(candidate.test())).hasSize(400 - 243);
        assertThat(candidate.championHoldout().orElseThrow().rows()).hasSize(400 - 288);
    }

    @Test
    void aChampionOfAnotherUnitIsNotComparable() {
        assertThat(compare("hash event seed 41", split("hash entity seed 41")).notComparable())
                .contains("its split places each entity, the candidate's each event");
        assertThat(compare("hash entity seed 41", split("time event")).notComparable())
                .contains("its split places each event, the candidate's each entity");
    }

    @Test
    void aChampionOfAnotherKindOfEventIdsIsNotComparable() {
        PreparedDataset champion =
                fixture("hash event seed 41").eventIdKind(EventIdKind.CONTENT).prepare(file);

        assertThat(compare("hash event seed 41", ChampionSplit.of(champion.split()))
                        .notComparable())
                .contains("its event ids are of the kind content, the candidate's of source");
    }

    @Test
    void aChampionByTimeIsNotComparableOnRowsWithoutTimes() {
        DatasetFixture untimed = new DatasetFixture(folder)
                .columns(Columns.of("event_id", Optional.empty(), "label", Optional.empty(), "1", List.of(AMOUNT)));

        assertThat(untimed.prepare(views(split("time event")), file)
                        .championHoldout()
                        .orElseThrow()
                        .notComparable())
                .contains("its split is by time, and the candidate's rows have no event_time");
    }

    @ParameterizedTest
    @ValueSource(strings = {"recipe", "strategy", "unit", "base_seed", "event_id_kind", "fitted_on", "train", "test"})
    void aDescriptorThatDoesNotSayHowItWasSplitMakesNotComparable(String member) {
        ObjectNode split = fixture("hash event seed 41").prepare(file).split().deepCopy();
        split.remove(member);

        assertThat(compare("hash event seed 41", ChampionSplit.of(split)).notComparable())
                .isPresent();
    }

    @Test
    void aTimeThatContradictsTheStrategyMakesNone() {
        Consumer<ObjectNode> untimed = split -> split.withObject("/train").remove("max_event_time");
        ObjectNode byTime = fixture("time event").prepare(file).split().deepCopy();
        untimed.accept(byTime);

        assertThat(ChampionSplit.of(byTime)).isEmpty();
    }

    private Optional<ChampionSplit> split(String settings) {
        return ChampionSplit.of(fixture(settings).prepare(file).split());
    }

    private ChampionHoldout compare(String candidate, Optional<ChampionSplit> champion) {
        return fixture(candidate)
                .prepare(views(champion), file)
                .championHoldout()
                .orElseThrow();
    }

    private static HoldoutViews views(Optional<ChampionSplit> champion) {
        return new HoldoutViews(
                List.of(new EncodedFeature("amount", FeatureType.NUMERIC, List.of())), champion, List.of());
    }

    /** @param split in words, such as {@code hash entity seed 42 train 0.4 stops early} */
    private DatasetFixture fixture(String split) {
        DatasetFixture fixture = new DatasetFixture(folder)
                .columns(DatasetFixture.withoutLabelTimes(AMOUNT).withEntityId("card"))
                .split(split.contains("time") ? SplitStrategy.TIME_BASED : SplitStrategy.HASH)
                .baseSeed(split.contains("seed 42") ? 42 : 41);
        if (split.contains("entity")) {
            fixture.byEntity();
        }
        if (split.contains("train 0.4")) {
            fixture.fractions(0.4, 0.2, 0.4);
        }
        if (split.contains("bounds alerts")) {
            fixture.alertsPerDay(20);
        }
        return split.contains("stops early") ? fixture.earlyStopping() : fixture;
    }

    private static Set<Float> amounts(LabelledMatrix rows) {
        Set<Float> amounts = new TreeSet<>();
        for (int row = 0; row < rows.rows(); row++) {
            amounts.add(rows.features().value(row, 0));
        }
        return amounts;
    }
}
