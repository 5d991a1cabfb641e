package io.modelfactory.worker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DataSizeTest {
    private static final long GB = 1_000_000_000L;

    @Test
    void amountsAreReadAsProfilesWriteThem() {
        assertThat(new DataSize("1GB").bytes()).isEqualTo(GB);
        assertThat(new DataSize("512MiB").bytes()).isEqualTo(512L << 20);
        assertThat(new DataSize("1.5 TB").bytes()).isEqualTo(1500 * GB);
    }

    @Test
    void whatIsNoAmountIsRefused() {
        assertThatThrownBy(() -> new DataSize("lots")).hasMessageContaining("lots");
    }

    @Test
    void whatAProfileDoesNotSayIsAShareOfTheMachine() {
        Wiring.Training silent = training(Optional.empty(), Optional.empty());

        assertThat(silent.budgetBytes(10 * GB)).isEqualTo(7 * GB);
        assertThat(silent.heapBytes(10 * GB)).isEqualTo(7 * GB / 2);
    }

    @Test
    void whatAProfileSaysHoldsOnEveryMachine() {
        Wiring.Training outspoken = training(Optional.of(new DataSize("4GB")), Optional.of(new DataSize("1GB")));

        assertThat(outspoken.budgetBytes(10 * GB)).isEqualTo(4 * GB);
        assertThat(outspoken.heapBytes(10 * GB)).isEqualTo(GB);
    }

    @Test
    void noHeapIsLargerThanTheBudgetItIsPartOf() {
        Wiring.Training greedy = training(Optional.of(new DataSize("1GB")), Optional.of(new DataSize("4GB")));

        assertThat(greedy.heapBytes(10 * GB)).isEqualTo(GB);
    }

    private static Wiring.Training training(Optional<DataSize> budget, Optional<DataSize> heap) {
        return new Wiring.Training(1, 0, Optional.of(new DataSize("1GB")), budget, heap, Path.of("scratch"));
    }
}
