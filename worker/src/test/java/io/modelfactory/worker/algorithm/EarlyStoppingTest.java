package io.modelfactory.worker.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.FloatBuffer;
import org.junit.jupiter.api.Test;

class EarlyStoppingTest {
    private final EarlyStopping stopping = new EarlyStopping(2, new float[] {1, 0});

    @Test
    void stopsWithoutImprovementAndKeepsTheBestRound() {
        assertThat(stopping.shouldStopAfter(0, separatedBy(1))).isFalse();
        assertThat(stopping.shouldStopAfter(1, separatedBy(3))).isFalse();
        assertThat(stopping.shouldStopAfter(2, separatedBy(2))).isFalse();
        assertThat(stopping.shouldStopAfter(3, separatedBy(2.5f))).isTrue();

        assertThat(stopping.bestRoundCount()).isEqualTo(2);
    }

    @Test
    void anEqualLossIsNotABetterOne() {
        stopping.shouldStopAfter(0, separatedBy(1));

        assertThat(stopping.shouldStopAfter(1, separatedBy(1))).isFalse();
        assertThat(stopping.shouldStopAfter(2, separatedBy(1))).isTrue();
        assertThat(stopping.bestRoundCount()).isEqualTo(1);
    }

    @Test
    void certainMistakesCostWithoutBound() {
        stopping.shouldStopAfter(0, separatedBy(-1e30f));

        assertThat(stopping.shouldStopAfter(1, separatedBy(-1e29f))).isFalse();
        assertThat(stopping.bestRoundCount()).isEqualTo(2);
    }

    @Test
    void whatIsNoNumberIsNoBetterRoundAndLeavesTheFirst() {
        stopping.shouldStopAfter(0, separatedBy(Float.NaN));

        assertThat(stopping.shouldStopAfter(1, separatedBy(Float.NaN))).isFalse();
        assertThat(stopping.shouldStopAfter(2, separatedBy(Float.NaN))).isTrue();
        assertThat(stopping.bestRoundCount()).isEqualTo(1);
    }

    private static FloatBuffer separatedBy(float margin) {
        return FloatBuffer.wrap(new float[] {margin, -margin});
    }
}
