package io.modelfactory.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A champion that was really published, and challengers that are compared with it. */
class ChampionIT extends PublishedChampion {
    @Test
    void aChallengerWithinTheAllowanceIsPublishedBesideItsChampion() throws IOException {
        RunRecord challenger = fixture.run(
                fixture.manifest(), ChampionFixture.POOR, fixture.baseline(champion, "{auc_roc: 0.9, brier: 0.9}"));

        assertThat(challenger.state()).as(ChampionFixture.failure(challenger)).isEqualTo(RunState.PUBLISHED);
        assertThat(fixture.document(challenger, "resolved_train_plan").at("/baseline_bundle/model/sha256"))
                .isEqualTo(fixture.document(champion, "model_artifact").at("/model/sha256"));
        JsonNode metrics = fixture.document(challenger, "eval_report").path("metrics");
        assertThat(metrics.at("/baseline/bundle_id"))
                .isEqualTo(fixture.document(champion, "registry_record").path("bundle_id"));
        assertThat(metrics.at("/baseline/comparison/rows")).isEqualTo(metrics.path("test_rows"));
        assertThat(metrics.at("/baseline/comparison/left_out_rows").intValue())
                .as("an event is in the same part in every run")
                .isZero();
        assertThat(metrics.at("/baseline/candidate/metrics/auc_roc")).isEqualTo(metrics.path("auc_roc"));
    }

    /** Under another seed, most test rows are training rows of the champion. */
    @Test
    void aChampionIsComparedOnlyOnRowsThatItHasNotSeen() throws IOException {
        String governance = fixture.baseline(champion, "{auc_roc: 0.9}");

        RunRecord challenger = fixture.run(fixture.manifest(), ChampionFixture.POOR, governance, 42);

        assertThat(challenger.state()).as(ChampionFixture.failure(challenger)).isEqualTo(RunState.PUBLISHED);
        JsonNode metrics = fixture.document(challenger, "eval_report").path("metrics");
        int compared = metrics.at("/baseline/comparison/rows").intValue();
        int leftOut = metrics.at("/baseline/comparison/left_out_rows").intValue();
        assertThat(compared + leftOut).isEqualTo(metrics.path("test_rows").intValue());
        assertThat((double) leftOut / (compared + leftOut)).isCloseTo(0.6, within(0.08));
        assertThat(metrics.at("/baseline/metrics/test_rows").intValue())
                .isEqualTo(metrics.at("/baseline/candidate/metrics/test_rows").intValue())
                .isEqualTo(compared);
        assertThat(fixture.document(challenger, "gate_receipt").at("/baseline_bundle/comparison"))
                .isEqualTo(metrics.at("/baseline/comparison"));
    }

    @Test
    void aChampionThatHasSeenTooMuchIsNotComparable() throws IOException {
        RunRecord challenger = fixture.run(
                fixture.manifest(),
                ChampionFixture.POOR,
                fixture.baseline(champion, "{auc_roc: 0.9}")
                        .replace("minimum_comparison_rows: 200", "minimum_comparison_rows: 500"),
                42);

        assertThat(challenger.failureCode()).contains(FailureCode.CHAMPION_NOT_COMPARABLE);
        assertThat(ChampionFixture.failure(challenger)).contains("comparison_rows", "is not >= 500.0", "were left out");
        assertThat(fixture.document(challenger, "gate_receipt").path("reason_codes"))
                .hasToString("[\"CHAMPION_NOT_COMPARABLE\"]");
    }

    @Test
    void verdictsOnTheSameTestRowsAreNumberedAndBounded() throws IOException {
        String bounded = ChampionFixture.EASY + "max_gate_attempts: 3\n";

        RunRecord second = fixture.run(fixture.manifest(), ChampionFixture.POOR, bounded);
        RunRecord third = fixture.run(fixture.manifest(), "rounds: 4, max_depth: 1, learning_rate: 0.1", bounded);
        RunRecord fourth = fixture.run(fixture.manifest(), "rounds: 5, max_depth: 1, learning_rate: 0.1", bounded);
        RunRecord elsewhere = fixture.run(fixture.manifest(), ChampionFixture.POOR, bounded, 42);

        assertThat(attempt(champion)).isEqualTo(1);
        assertThat(attempt(second)).isEqualTo(2);
        assertThat(attempt(third)).isEqualTo(3);
        assertThat(third.state()).as(ChampionFixture.failure(third)).isEqualTo(RunState.PUBLISHED);
        assertThat(attempt(fourth)).isEqualTo(4);
        assertThat(fourth.failureCode()).contains(FailureCode.GATE_INCONCLUSIVE);
        assertThat(fixture.document(fourth, "eval_report").path("gate_decision").asText())
                .as("its metrics would do")
                .isEqualTo("PASS");
        assertThat(attempt(elsewhere)).as("other test rows").isEqualTo(1);
        assertThat(Files.readString(factory.storeRoot.resolve(
                        Objects.requireNonNull(third.refs().get("model_card")).ref())))
                .contains("Attempt 3 on these test rows");
    }

    @Test
    void aChallengerWorseThanAllowedFailsWithItsDifference() throws IOException {
        RunRecord challenger = fixture.run(
                fixture.manifest(), ChampionFixture.POOR, fixture.baseline(champion, "{auc_roc: 0.9, brier: 0.01}"));

        assertThat(challenger.failureCode()).contains(FailureCode.GATE_FAIL);
        JsonNode receipt = fixture.document(challenger, "gate_receipt");
        assertThat(receipt.path("reason_codes")).hasToString("[\"MAX_REGRESSION_BRIER\"]");
        assertThat(receipt.at("/baseline_bundle/bundle_id"))
                .isEqualTo(fixture.document(champion, "registry_record").path("bundle_id"));
        JsonNode check = ChampionFixture.check(receipt, "max_regression_brier");
        assertThat(check.path("scope").asText()).isEqualTo("baseline");
        assertThat(check.path("operator").asText()).isEqualTo("<=");
        assertThat(check.path("allowed_regression").doubleValue()).isEqualTo(0.01);
        assertThat(check.path("threshold").doubleValue())
                .isEqualTo(check.path("baseline_observed").doubleValue() + 0.01, within(1e-12));
        assertThat(check.path("observed").doubleValue())
                .isGreaterThan(check.path("threshold").doubleValue());
        assertThat(ChampionFixture.check(receipt, "max_regression_auc_roc")
                        .path("verdict")
                        .asText())
                .isEqualTo("PASS");
    }

    /** The channels of the challenger's dataset have other codes, and its columns another order. */
    @Test
    void theChampionReadsTheRowsInItsOwnEncoding() throws IOException {
        String other = ChannelDatasetFixture.write(
                factory.storeRoot, "dm_other", List.of("aaa", "app", "pos", "web"), List.of("channel", "amount"));

        RunRecord challenger = fixture.run(other, ChampionFixture.GOOD, fixture.baseline(champion, "{auc_roc: 0.05}"));

        assertThat(challenger.state()).as(ChampionFixture.failure(challenger)).isEqualTo(RunState.PUBLISHED);
        assertThat(fixture.document(challenger, "model_artifact").path("features"))
                .isNotEqualTo(fixture.document(champion, "model_artifact").path("features"));
        JsonNode metrics = fixture.document(challenger, "eval_report").path("metrics");
        assertThat(metrics.at("/baseline/metrics/auc_roc").doubleValue()).isGreaterThan(0.7);
        assertThat(metrics.at("/baseline/metrics/brier").doubleValue())
                .isEqualTo(metrics.path("brier").doubleValue(), within(0.02));
    }

    @Test
    void twoFactoriesComeToTheSameReportAndReceipt() throws IOException {
        String governance = fixture.baseline(champion, "{auc_roc: 0.9}")
                + "slices: [{column: channel, min_rows: 20, eval_thresholds: {max_brier: 0.9}}]\n";
        RunRecord one = fixture.run(fixture.manifest(), ChampionFixture.POOR, governance);

        try (StageFixture second = new StageFixture(folder.resolve("two"), 2)) {
            ChampionFixture other = new ChampionFixture(second);
            other.publishChampion();
            RunRecord two = other.run(other.manifest(), ChampionFixture.POOR, governance);

            assertThat(two.state()).as(ChampionFixture.failure(two)).isEqualTo(RunState.PUBLISHED);
            for (String name : List.of("model", "eval_report", "gate_receipt", "registry_record")) {
                assertThat(two.refs()).containsEntry(name, one.refs().get(name));
            }
        }
    }

    private int attempt(RunRecord run) throws IOException {
        return fixture.document(run, "gate_receipt").path("gate_attempt").intValue();
    }
}
