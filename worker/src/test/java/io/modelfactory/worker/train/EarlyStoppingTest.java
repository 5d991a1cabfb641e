package io.modelfactory.worker.train;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EarlyStoppingTest {
    private final EarlyStopping stopping = new EarlyStopping(2);

    @Test
    void itEndsWhenPatienceRunsOutAndKeepsTheBestRound() {
        assertThat(stopping.endsAfter(0, 0.7)).isFalse();
        assertThat(stopping.endsAfter(1, 0.5)).isFalse();
        assertThat(stopping.endsAfter(2, 0.6)).isFalse();
        assertThat(stopping.endsAfter(3, 0.55)).isTrue();

        assertThat(stopping.bestRounds()).isEqualTo(2);
    }

    @Test
    void anEqualLossIsNotABetterOne() {
        stopping.endsAfter(0, 0.5);

        assertThat(stopping.endsAfter(1, 0.5)).isFalse();
        assertThat(stopping.endsAfter(2, 0.5)).isTrue();
        assertThat(stopping.bestRounds()).isEqualTo(1);
    }
}
