package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.algorithm.stump.StumpProvider;
import io.modelfactory.worker.execution.CardPaymentRuns;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Runs of data whose rows have weights and sampling rates. */
class WeightedRunIT extends CardPaymentRuns {
    private static final String GATE = EASY + "uncertainty: {judge: bound, bootstrap_draws: 99}";

    private static final String MONEY = PLAIN + ", cost_per_alert: 5, recovery_share: 0.6";

    @Test
    void aRunWithWeightsIsPublishedVerifiedAndReproduced() throws IOException {
        RunRecord run = run(XGBOOST, SMALL);

        assertThat(run.state()).as(run.failureMessage().orElse("")).isEqualTo(RunState.PUBLISHED);
        JsonNode roles = document(run, "execution_record").at("/data_summary/roles");
        assertThat(roles.at("/entity_id/entities").asInt()).isEqualTo(300);
        assertThat(roles.at("/weight/min").asDouble()).isEqualTo(1);
        assertThat(roles.at("/weight/training_sum").asDouble()).isGreaterThan(3_000);
        assertThat(roles.at("/sampling_rate/min").asDouble()).isEqualTo(0.5);
        factory.archiveReceipts();
        CommandLineFixture mf = CommandLineFixture.under(folder, factory.databaseUrl(), factory.storeRoot);
        assertThat(mf.run("explain", run.runKey()).out())
                .contains("alerts", "value_detection_rate 0.", "of all thresholds ");
        assertThat(mf.run("runs", "diff", run.runKey(), run.runKey(), "--all").out())
                .contains("scorecard.total.money_saved", "scorecard.cost_curve.highest.threshold", "weeks.2025-W")
                .doesNotContain("scorecard.daily");
        assertThat(mf.run("verify", run.runKey()).out()).contains("everything holds");
        assertThat(mf.run("reproduce", run.runKey()).out()).contains("is reproduced", "model.ubj");
    }

    @Test
    void anAlgorithmThatWeighsNothingIsRefusedBeforeTheRowsAreRead() throws IOException {
        RunRecord run = run(StumpProvider.ALGORITHM_ID, "candidates: 8");

        assertThat(run.failureCode()).contains(FailureCode.TRAINING_PROFILE_INVALID);
        assertThat(run.failureMessage())
                .contains("algorithm_id: decision_stump trains every row alike, the dataset declares columns.weight");
        assertThat(run.refs()).doesNotContainKey("execution_record");
    }

    private RunRecord run(String algorithm, String hyperParameters) throws IOException {
        return run("weighted", payments.training("training", algorithm, hyperParameters, MONEY), GATE, columns -> {});
    }
}
