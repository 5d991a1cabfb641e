package io.modelfactory.local.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Every feature is computed again, the slow way, from the list of all transactions. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FeaturePlaneTest {
    private static final SimulationSettings SETTINGS = SimulationSettings.ofRows(20_000, 5);

    private final List<CardTransaction> transactions = new ArrayList<>();
    private final List<Map<String, Double>> served = new ArrayList<>();

    @BeforeAll
    void serveAll() {
        FraudSimulation simulation = new FraudSimulation(SETTINGS);
        FeaturePlane plane = new FeaturePlane(SETTINGS);
        while (simulation.hasNextDay()) {
            for (CardTransaction transaction : simulation.nextDay()) {
                transactions.add(transaction);
                served.add(numbers(plane.contextOf(transaction)));
                plane.addToHistory(transaction);
            }
        }
    }

    @Test
    void countsAndMeansAreThoseOfEarlierPaymentsWithinTheWindow() {
        for (int row = 500; row < transactions.size(); row += 97) {
            CardTransaction now = transactions.get(row);
            List<CardTransaction> week = earlier(
                            row, 7, before -> before.customer().equals(now.customer()))
                    .toList();
            List<CardTransaction> month = earlier(
                            row, 30, before -> before.terminal().equals(now.terminal()))
                    .toList();

            assertThat(served.get(row))
                    .containsEntry("customer_count_7d", (double) week.size())
                    .containsEntry("customer_mean_amount_7d", meanAmount(week))
                    .containsEntry("terminal_count_30d", (double) month.size())
                    .containsEntry("terminal_mean_amount_30d", meanAmount(month))
                    .containsEntry("amount_over_terminal_mean_30d", now.amountCents() / 100.0 / meanAmount(month));
        }
    }

    @Test
    void aFraudCountsFromItsReportOnAndNotFromItsEvent() {
        for (int row = 500; row < transactions.size(); row += 97) {
            CardTransaction now = transactions.get(row);
            double reports = reportsWithin(row, 30, before -> before.terminal().equals(now.terminal()));
            double payments = earlier(row, 30, before -> before.terminal().equals(now.terminal()))
                    .count();

            assertThat(served.get(row))
                    .containsEntry("terminal_fraud_rate_30d", payments == 0 ? Double.NaN : reports / payments)
                    .containsEntry(
                            "customer_fraud_reports_30d",
                            reportsWithin(row, 30, before -> before.customer().equals(now.customer())));
        }
        assertThat(served).anyMatch(features -> value(features, "terminal_fraud_rate_30d") > 0);
    }

    @Test
    void theLastPaymentIsTheOneBefore() {
        for (int row = 500; row < transactions.size(); row += 97) {
            CardTransaction now = transactions.get(row);
            double minutes = transactions.subList(0, row).stream()
                    .filter(before -> before.customer().equals(now.customer()))
                    .reduce((first, second) -> second)
                    .map(last -> (now.time() - last.time()) / 60_000.0)
                    .orElse(Double.NaN);

            assertThat(served.get(row)).containsEntry("minutes_since_last", minutes);
        }
    }

    @Test
    void theFutureDoesNotMatter() {
        FeaturePlane plane = new FeaturePlane(SETTINGS);
        for (int row = 0; row < 1_000; row++) {
            assertThat(numbers(plane.contextOf(transactions.get(row)))).isEqualTo(served.get(row));
            plane.addToHistory(transactions.get(row));
        }
    }

    @Test
    void featuresHaveDistinctNames() {
        assertThat(CardFraudFeatures.ALL)
                .extracting(FeatureColumn::name)
                .doesNotHaveDuplicates()
                .hasSize(30);
    }

    private Stream<CardTransaction> earlier(int row, int days, Predicate<CardTransaction> concerning) {
        long since = transactions.get(row).time() - SimulationTime.toMillis(days);
        return transactions.subList(0, row).stream().filter(concerning).filter(before -> before.time() > since);
    }

    private double reportsWithin(int row, int days, Predicate<CardTransaction> concerning) {
        long now = transactions.get(row).time();
        return transactions.stream()
                .filter(CardTransaction::fraud)
                .filter(concerning)
                .filter(fraud -> fraud.labelTime() <= now && fraud.labelTime() > now - SimulationTime.toMillis(days))
                .count();
    }

    private static double meanAmount(List<CardTransaction> payments) {
        return payments.stream().mapToLong(CardTransaction::amountCents).sum() / 100.0 / payments.size();
    }

    private static double value(Map<String, Double> features, String name) {
        return features.getOrDefault(name, Double.NaN);
    }

    private static Map<String, Double> numbers(TransactionContext moment) {
        Map<String, Double> values = new HashMap<>();
        for (FeatureColumn feature : CardFraudFeatures.ALL) {
            if (feature instanceof FeatureColumn.Numeric numeric) {
                values.put(numeric.name(), numeric.value().applyAsDouble(moment));
            }
        }
        return values;
    }
}
