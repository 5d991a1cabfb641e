package io.modelfactory.worker.evaluate.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class EvaluatorPropertyTest {

    record Row(float score, float label) {}

    @Property(tries = 200)
    void theOrderOfTheRowsDoesNotChangeABit(@ForAll("rows") List<Row> rows, @ForAll Random random) {
        List<Row> shuffled = new ArrayList<>(rows);
        Collections.shuffle(shuffled, random);

        assertThat(metrics(shuffled)).isEqualTo(metrics(rows));
    }

    @Property(tries = 200)
    void aucSurvivesAnyMonotoneChangeOfTheScores(@ForAll("rows") List<Row> rows) {
        List<Row> halved =
                rows.stream().map(row -> new Row(row.score() / 2, row.label())).toList();

        assertThat(metrics(halved).path("auc_roc")).isEqualTo(metrics(rows).path("auc_roc"));
    }

    @Property(tries = 200)
    void swappingTheClassesMirrorsTheAuc(@ForAll("rows") List<Row> rows) {
        List<Row> swapped =
                rows.stream().map(row -> new Row(row.score(), 1 - row.label())).toList();
        JsonNode auc = metrics(rows).path("auc_roc");
        JsonNode mirrored = metrics(swapped).path("auc_roc");

        assertThat(mirrored.isMissingNode()).isEqualTo(auc.isMissingNode());
        if (auc.isNumber()) {
            assertThat(mirrored.doubleValue()).isEqualTo(1 - auc.doubleValue(), within(1e-12));
        }
    }

    @Property(tries = 200)
    void aucIsTheShareOfPairsWon(@ForAll("rows") List<Row> rows) {
        double won = 0;
        int pairs = 0;
        for (Row positive : rows) {
            for (Row negative : rows) {
                if (positive.label() == 1 && negative.label() == 0) {
                    pairs++;
                    won += positive.score() > negative.score() ? 1 : positive.score() == negative.score() ? 0.5 : 0;
                }
            }
        }
        JsonNode auc = metrics(rows).path("auc_roc");

        assertThat(auc.isNumber()).isEqualTo(pairs > 0);
        if (pairs > 0) {
            assertThat(auc.doubleValue()).isEqualTo(won / pairs, within(1e-12));
        }
    }

    /** Few distinct scores, so that ties are common; all of them survive halving exactly. */
    @Provide
    Arbitrary<List<Row>> rows() {
        Arbitrary<Float> score = Arbitraries.integers().between(0, 16).map(sixteenth -> sixteenth / 16f);
        Arbitrary<Float> label = Arbitraries.of(0f, 1f);
        return Combinators.combine(score, label)
                .as(Row::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(60);
    }

    private static JsonNode metrics(List<Row> rows) {
        float[] labels = new float[rows.size()];
        float[] scores = new float[rows.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = rows.get(i).label();
            scores[i] = rows.get(i).score();
        }
        return Evaluator.metrics(labels, scores, 0.5, Map.of());
    }
}
