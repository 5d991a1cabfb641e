package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.algorithm.stump.StumpProvider;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.execution.CardPaymentsFixture;
import io.modelfactory.worker.execution.StageFixture;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs of data whose rows have weights and sampling rates. */
class WeightedRunIT {
    private static final String GATE = "eval_thresholds: {min_auc_roc: 0.6, min_brier_skill: 0.01}\n"
            + "uncertainty: {judge: bound, bootstrap_draws: 99}";

    @TempDir
    private Path folder = Path.of("");

    private StageFixture factory;
    private CardPaymentsFixture payments;

    @BeforeEach
    void start() throws IOException {
        factory = new StageFixture(folder, 1);
        payments = new CardPaymentsFixture(factory.storeRoot);
    }

    @AfterEach
    void stop() {
        factory.close();
    }

    @Test
    void aRunWithWeightsIsPublishedVerifiedAndReproduced() throws IOException {
        RunRecord run = run("xgboost_hist", "rounds: 20, max_depth: 3");

        assertThat(run.state()).as(run.failureMessage().orElse("")).isEqualTo(RunState.PUBLISHED);
        JsonNode roles = document(run, "execution_record").at("/data_summary/roles");
        assertThat(roles.at("/entity_id/entities").asInt()).isEqualTo(300);
        assertThat(roles.at("/weight/min").asDouble()).isEqualTo(1);
        assertThat(roles.at("/weight/training_sum").asDouble()).isGreaterThan(3_000);
        assertThat(roles.at("/sampling_rate/min").asDouble()).isEqualTo(0.5);
        factory.archiveReceipts();
        CommandLineFixture mf = CommandLineFixture.under(folder, factory.databaseUrl(), factory.storeRoot);
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
        String manifest = payments.write("dm_payments");
        String training = payments.training("training", algorithm, hyperParameters, "decision_threshold: 0.5");
        String governance = payments.governance("governance", GATE);
        String runKey = factory.submitTrainBuild("mf.roles.weighted", true, document -> {
            document.put("training_config_ref", training).put("governance_profile_ref", governance);
            document.putArray("dataset_manifest_refs").add(manifest);
        });
        factory.executeAll();
        return factory.run(runKey);
    }

    private JsonNode document(RunRecord run, String name) throws IOException {
        Path file = factory.storeRoot.resolve(
                Objects.requireNonNull(run.refs().get(name)).ref());
        return Json.parse(Files.readAllBytes(file));
    }
}
