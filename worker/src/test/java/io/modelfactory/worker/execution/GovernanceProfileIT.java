package io.modelfactory.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.local.simulate.DatasetTarget;
import io.modelfactory.local.simulate.LocalDatasets;
import io.modelfactory.local.simulate.SimulationSettings;
import io.modelfactory.local.simulate.WrittenDataset;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import io.modelfactory.worker.resolve.InputFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs under profiles with slices, and under the profiles for the simulated data. */
class GovernanceProfileIT {
    private static final String NOT_REPORTED = "not_reported";

    @TempDir
    private Path folder = Path.of("");

    private StageFixture factory;
    private ChampionFixture fixture;

    @BeforeEach
    void openFactory() throws IOException {
        factory = new StageFixture(folder.resolve("one"), 1);
        fixture = new ChampionFixture(factory);
    }

    @AfterEach
    void closeFactory() {
        factory.close();
    }

    @Test
    void aSliceFailsTheRunAlthoughTheWholePasses() throws IOException {
        String gaps = ChannelDatasetFixture.write(
                factory.storeRoot, "dm_gaps", List.of("app", "pos", "", "web"), ChampionFixture.FEATURES);

        RunRecord challenger = fixture.run(gaps, ChampionFixture.GOOD, """
                eval_thresholds: {min_auc_roc: 0.6, max_brier: 0.15}
                slices: [{column: channel, min_rows: 20, min_positives: 1, eval_thresholds: {max_brier: 0.15}}]
                """);

        assertThat(challenger.failureCode()).contains(FailureCode.GATE_FAIL);
        assertThat(ChampionFixture.failure(challenger)).contains("slice:channel=pos");
        JsonNode receipt = fixture.document(challenger, "gate_receipt");
        assertThat(receipt.path("reason_codes")).hasToString("[\"SLICE_MAX_BRIER\"]");
        assertThat(receipt.path("slices"))
                .extracting(slice -> slice.path("value").textValue())
                .containsExactly("app", "pos", "web", null);
        assertThat(receipt.path("checks"))
                .filteredOn(check -> check.path("verdict").asText().equals("FAIL"))
                .extracting(check -> check.path("scope").asText())
                .containsExactly("slice:channel=pos");
    }

    @Test
    void aMissingSliceColumnIsRefusedBeforeTraining() throws IOException {
        fixture.publishChampion();

        RunRecord challenger = fixture.run(fixture.manifest(), ChampionFixture.POOR, """
                eval_thresholds: {max_brier: 0.9}
                slices: [{column: country, eval_thresholds: {max_brier: 0.9}}]
                """);

        assertThat(challenger.failureCode()).contains(FailureCode.GOVERNANCE_PROFILE_INVALID);
        assertThat(ChampionFixture.failure(challenger)).contains("'country'");
        assertThat(factory.trainingCount()).isEqualTo(1);
    }

    @Test
    void whatAProfileDoesWithoutIsNamed() throws IOException {
        String manifest = fixture.manifest();

        RunRecord all = fixture.run(manifest, ChampionFixture.GOOD, ChampionFixture.EASY);
        RunRecord fewer = fixture.run(
                manifest,
                ChampionFixture.GOOD,
                ChampionFixture.EASY + "reports: [drift]\nuncertainty: {judge: bound}\n");
        RunRecord none = fixture.run(manifest, ChampionFixture.GOOD, ChampionFixture.EASY + "reports: []\n");

        assertThat(none.state()).as(ChampionFixture.failure(none)).isEqualTo(RunState.PUBLISHED);
        assertThat(reported(all))
                .contains("logistic_baseline", "contributions", "drift")
                .doesNotContain(NOT_REPORTED);
        assertThat(reported(fewer))
                .contains("drift", NOT_REPORTED)
                .doesNotContain("logistic_baseline", "contributions");
        assertThat(reported(none)).contains(NOT_REPORTED).doesNotContain("logistic_baseline", "contributions", "drift");
        assertThat(fixture.document(none, "eval_report").at("/metrics/" + NOT_REPORTED))
                .hasToString("[\"logistic_baseline\",\"contributions\",\"drift\"]");
        assertThat(Files.readString(factory.file(none.runKey(), ArtifactName.MODEL_CARD)))
                .contains("Not reported, as the governance profile does without: what the model gains over a logistic"
                        + " regression, by how much each feature moves the scores, how far the test rows differ");
        // A reader of reasons tries itself on the sample, whatever is reported.
        assertThat(fixture.document(none, "scoring_sample").at("/contributions/rows"))
                .isNotEmpty();
    }

    private List<String> reported(RunRecord run) throws IOException {
        List<String> parts = new ArrayList<>();
        fixture.document(run, "eval_report").path("metrics").fieldNames().forEachRemaining(parts::add);
        return parts;
    }

    @Test
    void theCreditDataReachWhatTheSlicedCreditProfileAsksFor() {
        String runKey = factory.submitTrainBuild(
                "request.credit",
                false,
                document -> document.put(
                        "governance_profile_ref", StageFixture.profileRef("governance_profile_credit_slices_v0.yaml")));
        factory.executeAll();

        RunRecord run = factory.run(runKey);
        assertThat(run.state()).as(ChampionFixture.failure(run)).isEqualTo(RunState.PASS);
    }

    @Test
    void theSimulatedFraudReachesWhatTheFraudProfileAsksFor() throws IOException {
        WrittenDataset fraud = LocalDatasets.cardFraud(
                SimulationSettings.ofRows(60_000, 42),
                new DatasetTarget(factory.storeRoot, InputFixture.RUN, "dm_fraud"));
        String runKey = factory.submitTrainBuild("request.fraud", false, document -> {
            document.put("training_config_ref", StageFixture.profileRef("training_profile_fraud_v0.yaml"));
            document.put("governance_profile_ref", StageFixture.profileRef("governance_profile_fraud_v0.yaml"));
            document.putArray("dataset_manifest_refs").add(fraud.manifestKey());
        });
        factory.executeAll();

        RunRecord run = factory.run(runKey);
        assertThat(run.state()).as(ChampionFixture.failure(run)).isEqualTo(RunState.PASS);
        // Rare frauds: a constant score is as well calibrated as any, which is why that check proves nothing.
        assertThat(fixture.document(run, "gate_receipt").path("checks"))
                .filteredOn(check -> check.path("proves_nothing").asBoolean())
                .extracting(check -> check.path("check").asText())
                .containsExactly("max_ece_quantile");
    }
}
