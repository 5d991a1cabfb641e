package io.modelfactory.worker.evaluate.scorecard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.LargestDifference;
import io.modelfactory.worker.dataset.table.EventRoles;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.DoubleColumn;
import io.modelfactory.worker.model.IntColumn;
import io.modelfactory.worker.model.LongColumn;
import io.modelfactory.worker.resolve.TrainingProfile.Evaluation;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

class ScorecardTest {
    private static final long HOUR = 3_600_000_000L;
    private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
    private static final Evaluation SETTINGS = new Evaluation(
            0.5,
            Optional.of(30.0),
            Optional.of("America/New_York"),
            Optional.of(2.5),
            Optional.of(0.8),
            Optional.of(List.of(5, 40)));

    /** Two days of four and three payments, by hand: cards 0 and 1 are robbed, the first day's alerts are three. */
    @Test
    void aDayIsJudgedAsByHand() {
        float[] labels = {1, 1, 0, 0, 1, 0, 0};
        float[] scores = {0.9f, 0.2f, 0.8f, 0.5f, 0.7f, 0.6f, 0.1f};
        long[] times = {0, HOUR, 2 * HOUR, 3 * HOUR, 24 * HOUR, 25 * HOUR, 26 * HOUR};
        int[] cards = {0, 0, 2, 3, 1, 1, 2};
        double[] amounts = {100, 300, 50, 20, 10, 10, 10};
        Evaluation settings = new Evaluation(
                0.5,
                Optional.of(2.0),
                Optional.empty(),
                Optional.of(5.0),
                Optional.of(0.5),
                Optional.of(List.of(2, 4)));

        JsonNode card =
                new Scorecard(labels, scores, roles(times, cards, amounts, Optional.empty()), 0.5, settings).toJson();

        JsonNode day = card.at("/daily/0");
        assertThat(day.path("day").asText()).isEqualTo("1970-01-01");
        assertThat(day.path("alerts").asDouble()).isEqualTo(3);
        assertThat(day.path("precision").asDouble()).isEqualTo(1.0 / 3);
        assertThat(day.path("recall").asDouble()).isEqualTo(0.5);
        assertThat(day.path("value_detection_rate").asDouble()).isEqualTo(0.25);
        assertThat(day.path("money_saved").asDouble()).isEqualTo(0.5 * 100 - 5 * 3);
        assertThat(day.path("account_detection_rate").asDouble()).isEqualTo(1);
        assertThat(day.path("account_false_positive_ratio").asDouble()).isEqualTo(2);
        assertThat(day.at("/top/0")).hasToString("{\"k\":2,\"precision\":0.5,\"card_precision\":0.5}");
        assertThat(day.at("/top/1")).as("three cards only").hasToString("{\"k\":4,\"precision\":0.5}");
        JsonNode total = card.path("total");
        assertThat(total.path("alerts").asDouble()).isEqualTo(5);
        assertThat(total.path("account_detection_rate").asDouble()).isEqualTo(1);
        assertThat(total.path("account_false_positive_ratio").asDouble()).isEqualTo(1);
        assertThat(total.path("value_detection_rate").asDouble()).isEqualTo(110.0 / 410);
        assertThat(total.at("/top/0/precision").asDouble())
                .as("mean of two days")
                .isEqualTo(0.5);
        assertThat(card.path("budget"))
                .hasToString("{\"alerts_per_day\":2.0,\"days_kept\":1,\"share_of_days_kept\":0.5,\"most_alerts\":3.0}");
    }

    /** Against a plain program that goes over all rows for every number, on rows with many ties. */
    @Test
    void everyNumberIsThatOfThePlainDefinition(TestReporter report) {
        LargestDifference rates = new LargestDifference();
        LargestDifference money = new LargestDifference();
        for (long seed = 1; seed <= 20; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            int rows = 600;
            float[] labels = new float[rows];
            float[] scores = new float[rows];
            long[] times = new long[rows];
            int[] cards = new int[rows];
            double[] amounts = new double[rows];
            double[] sampling = new double[rows];
            for (int row = 0; row < rows; row++) {
                labels[row] = random.nextInt(8) == 0 ? 1 : 0;
                scores[row] = Math.min(1, random.nextInt(12) / 16f + labels[row] / 4);
                times[row] = random.nextLong(10 * 24 * HOUR);
                cards[row] = random.nextInt(80);
                amounts[row] = random.nextInt(100_000) / 100.0;
                sampling[row] = labels[row] > 0 ? 1 : new double[] {0.1, 0.25, 1}[random.nextInt(3)];
            }
            EventRoles roles = roles(times, cards, amounts, Optional.of(sampling));

            JsonNode card = new Scorecard(labels, scores, roles, 0.5, SETTINGS).toJson();

            PlainScorecard plain = new PlainScorecard(labels, scores, times, cards, amounts, sampling, NEW_YORK);
            Map<String, List<Integer>> days = plain.days();
            assertThat(card.path("days").asInt()).isEqualTo(days.size());
            int day = 0;
            for (var entry : days.entrySet()) {
                JsonNode found = card.path("daily").path(day++);
                assertThat(found.path("day").asText()).isEqualTo(entry.getKey());
                assertSame(plain, entry.getValue(), found, rates, money);
                rates.assertClose(number(found.at("/top/0/precision")), plain.precision(5, entry.getValue()), 1e-12);
                rates.assertClose(
                        number(found.at("/top/1/card_precision")), plain.cardPrecision(40, entry.getValue()), 1e-12);
            }
            assertSame(plain, plain.all(), card.path("total"), rates, money);
        }
        rates.publish(report, "counts and rates of the scorecard, from the plain definitions");
        money.publish(report, "money saved, from the plain definition");
    }

    private static void assertSame(
            PlainScorecard plain,
            List<Integer> rows,
            JsonNode found,
            LargestDifference rates,
            LargestDifference money) {
        double close = 1e-9;
        rates.assertClose(number(found.path("alerts")), plain.alerts(0.5, rows), close);
        rates.assertClose(number(found.path("precision")), plain.alertPrecision(0.5, rows), close);
        rates.assertClose(number(found.path("value_detection_rate")), plain.valueDetection(0.5, rows), close);
        money.assertClose(number(found.path("money_saved")), plain.saved(0.5, rows, 0.8, 2.5), 1e-6);
        rates.assertClose(number(found.path("account_detection_rate")), plain.accountDetection(0.5, rows), close);
        rates.assertClose(
                number(found.path("account_false_positive_ratio")), plain.accountFalsePositives(0.5, rows), close);
    }

    /** What is absent is undefined in the plain definition too. */
    private static double number(JsonNode node) {
        return node.isNumber() ? node.doubleValue() : Double.NaN;
    }

    @Test
    void whatNeedsARoleThatIsNotDeclaredIsAbsent() {
        long[] times = {0, 1, 2};
        EventRoles timesOnly =
                new EventRoles(Optional.of(LongColumn.of(times)), Optional.empty(), Optional.empty(), Optional.empty());

        JsonNode total = new Scorecard(new float[] {1, 0, 0}, new float[] {0.9f, 0.8f, 0.1f}, timesOnly, 0.5, SETTINGS)
                .toJson()
                .path("total");

        assertThat(total)
                .hasToString("{\"events\":3.0,\"frauds\":1.0,\"alerts\":2.0,\"precision\":0.5,\"recall\":1.0,"
                        + "\"top\":[{\"k\":5},{\"k\":40}]}");
    }

    @Test
    void theThresholdIsTheSmallestThatKeepsTheBudgetOnEveryDayTiesIncluded() {
        for (long seed = 1; seed <= 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            float[] scores = new float[200];
            long[] times = new long[200];
            double[] rates = new double[200];
            for (int row = 0; row < scores.length; row++) {
                scores[row] = random.nextInt(60) / 64f;
                times[row] = random.nextLong(5 * 24 * HOUR);
                rates[row] = random.nextBoolean() ? 1 : 0.5;
            }
            EventRoles roles = new EventRoles(
                    Optional.of(LongColumn.of(times)),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(DoubleColumn.of(rates)));

            double found = AlertBudget.threshold(scores, roles, 14, NEW_YORK);

            PlainScorecard plain =
                    new PlainScorecard(new float[200], scores, times, new int[200], new double[200], rates, NEW_YORK);
            List<Double> keeping = new ArrayList<>();
            for (float score : scores) {
                if (plain.days().values().stream().allMatch(rows -> plain.alerts(score, rows) <= 14)) {
                    keeping.add((double) score);
                }
            }
            assertThat(found).isEqualTo(keeping.stream().min(Double::compare).orElseThrow());
        }
    }

    @Test
    void aBudgetThatTheHighestScoreExceedsIsRefused() {
        EventRoles roles = new EventRoles(
                Optional.of(LongColumn.of(0, 1, 2)), Optional.empty(), Optional.empty(), Optional.empty());
        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(() -> AlertBudget.threshold(new float[] {0.9f, 0.9f, 0.1f}, roles, 1, NEW_YORK))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(FailureCode.TRAINING_PROFILE_INVALID))
                .withMessageContaining("no threshold keeps 1.0 alerts a day");
    }

    @Test
    void aDayBeginsAtMidnightOfItsZone() {
        long midnight = Instant.parse("2026-03-09T04:00:00Z").getEpochSecond() * 1_000_000;
        EventDays days = EventDays.of(LongColumn.of(midnight, midnight - 1), NEW_YORK);

        assertThat(days.date(days.ofRow(0))).hasToString("2026-03-09");
        assertThat(days.date(days.ofRow(1))).as("a day of 23 hours").hasToString("2026-03-08");
    }

    private static EventRoles roles(long[] times, int[] cards, double[] amounts, Optional<double[]> rates) {
        return new EventRoles(
                Optional.of(LongColumn.of(times)),
                Optional.of(IntColumn.of(cards)),
                Optional.of(DoubleColumn.of(amounts)),
                rates.map(DoubleColumn::of));
    }
}
