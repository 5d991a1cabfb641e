package io.modelfactory.worker.evaluate.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import org.junit.jupiter.api.Test;

/** Bins of equally many rows. */
class ScoreBinTest {
    @Test
    void eachBinHasAsManyRowsFromTheLowestScoresToTheHighest() {
        RankedScores ranked =
                RankedScores.of(new float[] {1, 0, 1, 0, 0, 0}, new float[] {0.875f, 0.75f, 0.5f, 0.25f, 0.125f, 0});

        assertThat(ScoreBin.ofEqualRows(ranked, 3))
                .extracting(
                        ScoreBin::lower, ScoreBin::upper, ScoreBin::positives, ScoreBin::negatives, ScoreBin::scoreSum)
                .containsExactly(
                        tuple(0.0, 0.125, 0, 2, 0.125), tuple(0.25, 0.5, 1, 1, 0.75), tuple(0.75, 0.875, 1, 1, 1.625));
    }

    @Test
    void rowsOfOneScoreStayTogether() {
        RankedScores ranked =
                RankedScores.of(new float[] {1, 0, 0, 0, 0, 0}, new float[] {0.5f, 0.25f, 0.25f, 0.25f, 0.25f, 0.25f});

        assertThat(ScoreBin.ofEqualRows(ranked, 3))
                .extracting(ScoreBin::rows, ScoreBin::positives)
                .containsExactly(tuple(5, 0), tuple(1, 1));
        assertThat(ScoreBin.ofEqualRows(RankedScores.of(new float[0], new float[0]), 3))
                .isEmpty();
    }
}
