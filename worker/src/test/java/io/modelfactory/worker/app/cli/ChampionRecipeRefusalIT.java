package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.algorithm.stump.StumpProvider;
import io.modelfactory.worker.execution.CardPaymentRuns;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Champions whose recipe cannot be trained on the windows of a challenger's backtest: said before anything is. */
class ChampionRecipeRefusalIT extends CardPaymentRuns {
    private static final String CANNOT = "backtest: the recipe of baseline_bundle cannot be trained here: ";

    @Test
    void aRecipeThatIgnoresWeightsIsRefusedOnRowsThatHaveThem() throws IOException {
        RunRecord champion = run(
                "champion",
                payments.training("stump", StumpProvider.ALGORITHM_ID, "candidates: 8", PLAIN),
                EASY,
                columns -> columns.remove("weight"));
        assertThat(champion.state()).as(champion.failureMessage().orElse("")).isEqualTo(RunState.PUBLISHED);

        RunRecord weighted = run(
                "weighted", payments.training("weighted", XGBOOST, SMALL, PLAIN), backtestAgainst(champion), any -> {});
        RunRecord unweighted =
                run("unweighted", "profiles/weighted.yaml", backtestAgainst(champion), any -> any.remove("weight"));

        assertRefused(
                weighted, "algorithm_id: decision_stump trains every row alike, the dataset declares columns.weight");
        assertThat(unweighted.state())
                .as(unweighted.failureMessage().orElse(""))
                .isEqualTo(RunState.PUBLISHED);
    }

    @Test
    void aRecipeThatStopsEarlyIsRefusedWithoutAValidationPart() throws IOException {
        RunRecord champion = run(
                "champion",
                payments.training("early", XGBOOST, SMALL + ", early_stopping_rounds: 3", PLAIN),
                EASY,
                any -> {});
        assertThat(champion.state()).as(champion.failureMessage().orElse("")).isEqualTo(RunState.PUBLISHED);
        String training = payments.training("unvalidated", XGBOOST, SMALL, PLAIN);
        Path file = factory.storeRoot.resolve(training);
        Files.writeString(
                file, Files.readString(file).replace("train: 0.5, validation: 0.2", "train: 0.7, validation: 0"));

        assertRefused(
                run("unvalidated", training, backtestAgainst(champion), any -> {}),
                "early_stopping_rounds: needs a validation part, split_fractions.validation is 0");
    }

    private static void assertRefused(RunRecord run, String why) {
        assertThat(run.failureCode()).contains(FailureCode.GOVERNANCE_PROFILE_INVALID);
        assertThat(run.failureMessage()).contains(CANNOT + why);
        assertThat(run.refs()).doesNotContainKeys("execution_record", "model");
    }

    private String backtestAgainst(RunRecord champion) throws IOException {
        JsonNode published = document(champion, "registry_record");
        return EASY
                + """
                backtest: {windows: 2, train_days: 14, gap_days: 1, test_days: 5, mean_thresholds: {min_auc_roc: 0.55}}
                minimum_comparison_rows: 100
                minimum_comparison_positives: 10
                baseline_bundle: {bundle_id: %s, bundle_version: %s, allowed_regression: {auc_roc: 0.4}}
                """.formatted(
                                published.path("bundle_id").asText(),
                                published.path("bundle_version").asText());
    }
}
