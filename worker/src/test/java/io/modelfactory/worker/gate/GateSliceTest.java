package io.modelfactory.worker.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.gate.GateCheck.Verdict;
import io.modelfactory.worker.resolve.GovernanceProfile.Slice;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The checks of parts of the test rows. */
class GateSliceTest {
    private static final Map<String, Double> EASY_SLICE = Map.of("min_auc_roc", 0.6);

    private final GateFixture fixture = new GateFixture();
    private final ObjectNode metrics = fixture.metrics;

    @Test
    void aSliceCanFailWhereTheWholePasses() {
        fixture.slice("Home", "own", 60, 20, 0.9);
        fixture.slice("Home", "rent", 40, 10, 0.6);

        GateDecision decision = Gate.of(GateFixture.withSlices(new Slice(
                        "Home",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of("min_auc_roc", 0.7),
                        Optional.empty())))
                .decide(metrics);

        assertThat(decision.checks())
                .filteredOn(check -> check.scope().label().isPresent())
                .extracting(check -> check.scope().label(), GateCheck::verdict)
                .containsExactly(
                        tuple(Optional.of("slice:Home=own"), Verdict.PASS),
                        tuple(Optional.of("slice:Home=rent"), Verdict.FAIL),
                        tuple(Optional.of("slices:Home"), Verdict.PASS));
        assertThat(decision.reasonCodes()).containsExactly("SLICE_MIN_AUC_ROC");
        assertThat(decision.explain()).isEqualTo("auc_roc 0.6 is not >= 0.7 in \"slice:Home=rent\"");
    }

    @Test
    void aProofOfOneSliceIsNoneForAllTestRows() {
        fixture.slice("Home", "own", 60, 20, 0.9);
        ObjectNode chance = (ObjectNode) metrics.at("/reference/constant_score/metrics");
        chance.put("auc_roc", 0.7);

        GateDecision decision = Gate.of(GateFixture.withSlices(new Slice(
                        "Home", Optional.empty(), Optional.empty(), Optional.empty(), EASY_SLICE, Optional.empty())))
                .decide(metrics);

        assertThat(decision.reasonCodes()).containsExactly("MINIMUM_DISCRIMINATION_PROOFS");
    }

    @Test
    void aSliceThatIsTooSmallIsListedAndNotJudged() {
        fixture.slice("Home", "own", 70, 20, 0.9);
        fixture.slice("Home", "rent", 59, 10, 0.1);
        fixture.slice("Home", "free", 70, 0, 0.1);
        fixture.slice("Home", "family", 70, 31, 0.1);

        GateDecision decision =
                Gate.of(GateFixture.withSlices(minimum(60, 1, 40))).decide(metrics);

        assertThat(decision.passed()).isTrue();
        assertThat(decision.slices())
                .extracting(slice -> slice.slice().value().orElse(""), SliceAssessment::judged)
                .containsExactly(
                        tuple("own", true), tuple("rent", false), tuple("free", false), tuple("family", false));
        assertThat(decision.checks()).extracting(GateCheck::check).containsOnlyOnce("minimum_judged_slices");
    }

    @Test
    void aColumnWithoutAnySliceThatIsLargeEnoughDoesNotPass() {
        fixture.slice("Home", "own", 59, 20, 0.9);
        fixture.slice("Home", "rent", 41, 20, 0.9);

        GateDecision decision =
                Gate.of(GateFixture.withSlices(minimum(60, 0, 0))).decide(metrics);

        assertThat(decision.reasonCodes()).containsExactly("MINIMUM_JUDGED_SLICES");
        assertThat(decision.explain()).isEqualTo("judged_slices 0.0 is not >= 1.0 in \"slices:Home\"");
    }

    @Test
    void aJudgedSliceWhoseMetricIsUndefinedFails() {
        metrics.withArray("slices")
                .addObject()
                .put("column", "Home")
                .putNull("value")
                .<ObjectNode>set("metrics", Json.object().put("test_rows", 5).put("test_positives", 0))
                .set("reference", GateFixture.reference());

        GateDecision decision = Gate.of(GateFixture.withSlices(new Slice(
                        "Home",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of("min_auc_roc", 0.6),
                        Optional.empty())))
                .decide(metrics);

        assertThat(decision.explain()).isEqualTo("auc_roc undefined is not >= 0.6 in \"slice:Home is missing\"");
    }

    @Test
    void manyFailedSlicesAreOneReasonAndAShortSentence() {
        IntStream.range(0, 30).forEach(value -> fixture.slice("Home", "v" + value, 60, 20, 0.5));

        GateDecision decision = Gate.of(GateFixture.withSlices(new Slice(
                        "Home",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of("min_auc_roc", 0.7),
                        Optional.empty())))
                .decide(metrics);

        assertThat(decision.reasonCodes()).containsExactly("SLICE_MIN_AUC_ROC");
        assertThat(decision.explain()).endsWith("; and 20 more");
    }

    @Test
    void slicesThatCannotBeCheckedMakeTheProfileInvalid() {
        Slice home = new Slice(
                "Home", Optional.empty(), Optional.empty(), Optional.empty(), GateFixture.EASY, Optional.empty());

        GateFixture.assertInvalid(GateFixture.withSlices(home, home), "slices[1].column: Home");
        GateFixture.assertInvalid(
                GateFixture.withSlices(new Slice(
                        "Home", Optional.empty(), Optional.empty(), Optional.empty(), Map.of(), Optional.empty())),
                "slices[0].eval_thresholds");
        GateFixture.assertInvalid(
                GateFixture.withSlices(new Slice(
                        "Home",
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Map.of("min_happiness", 1.0),
                        Optional.empty())),
                "slices[0].eval_thresholds.min_happiness");
    }

    @Test
    void anEvaluationWithoutThePinnedSlicesIsNotJudged() {
        Gate gate = Gate.of(GateFixture.withSlices(new Slice(
                "Home", Optional.empty(), Optional.empty(), Optional.empty(), GateFixture.EASY, Optional.empty())));

        assertThatThrownBy(() -> gate.decide(metrics)).isInstanceOfSatisfying(FailureException.class, failure -> {
            assertThat(failure.code()).isEqualTo(FailureCode.EVAL_REPORT_MISMATCH);
            assertThat(failure.getMessage()).contains("Home");
        });
    }

    private static Slice minimum(int rows, int positives, int negatives) {
        return new Slice(
                "Home",
                Optional.of(rows),
                Optional.of(positives),
                Optional.of(negatives),
                Map.of("min_auc_roc", 0.7),
                Optional.empty());
    }
}
