package io.modelfactory.local.simulate;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FraudSimulationTest {
    private static final SimulationSettings SETTINGS = SimulationSettings.ofRows(30_000, 42);

    private final List<CardTransaction> transactions = simulate(SETTINGS);

    @Test
    void theSameSeedGivesTheSameTransactions() {
        assertThat(simulate(SETTINGS)).isEqualTo(transactions);
    }

    @Test
    void anotherSeedGivesOtherTransactions() {
        assertThat(simulate(SimulationSettings.ofRows(30_000, 43))).isNotEqualTo(transactions);
    }

    /** Fixed values: a change of the generator, or a JDK that computes otherwise, shows here. */
    @Test
    void seed42MeansTheseRowsForEver() {
        long cents =
                transactions.stream().mapToLong(CardTransaction::amountCents).sum();
        long frauds = transactions.stream().filter(CardTransaction::fraud).count();
        long lastTime = transactions.get(29_999).time();

        assertThat(new long[] {cents, frauds, lastTime}).containsExactly(162_657_691L, 309L, 1_746_055_550_920L);
    }

    @Test
    void exactlyTheRowsAskedForComeInOrderOfTime() {
        assertThat(transactions).hasSize(30_000).isSortedAccordingTo(Comparator.comparingLong(CardTransaction::time));
        assertThat(transactions)
                .extracting(CardTransaction::number)
                .startsWith(1L, 2L, 3L)
                .doesNotHaveDuplicates();
        assertThat(transactions.get(0).time())
                .isGreaterThanOrEqualTo(SETTINGS.start().toEpochMilli());
        assertThat(transactions.get(29_999).time())
                .isLessThan(SETTINGS.start().plus(Duration.ofDays(120)).toEpochMilli());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void aboutOneInAHundredIsFraud(long seed) {
        List<CardTransaction> transactions = simulate(SimulationSettings.ofRows(50_000, seed));
        double frauds = transactions.stream().filter(CardTransaction::fraud).count();

        assertThat(frauds / transactions.size()).isBetween(0.005, 0.02);
    }

    @Test
    void everyLabelIsKnownBeforeTheDatasetIsCut() {
        long cut = SimulatedDataset.labelAsOf(SETTINGS).toEpochMilli();
        long maturity = Duration.ofDays(FraudSimulation.MATURITY_DAYS).toMillis();

        assertThat(transactions)
                .allMatch(transaction -> transaction.labelTime() > transaction.time())
                .allMatch(transaction -> transaction.labelTime() <= cut)
                .allMatch(transaction -> transaction.time() <= cut - maturity)
                .allMatch(transaction ->
                        transaction.fraud() == (transaction.labelTime() - transaction.time() < maturity));
    }

    @Test
    void peoplePayByDayRatherThanByNight() {
        assertThat(transactions.stream().filter(transaction -> SimulationTime.isNight(transaction.time())))
                .hasSizeBetween(300, 1_500);
    }

    private static List<CardTransaction> simulate(SimulationSettings settings) {
        FraudSimulation simulation = new FraudSimulation(settings);
        List<CardTransaction> transactions = new ArrayList<>();
        while (simulation.hasNextDay()) {
            transactions.addAll(simulation.nextDay());
        }
        return transactions;
    }
}
