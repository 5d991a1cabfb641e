package io.modelfactory.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a profile says of features that the dataset does not declare is refused before a row is read. */
class UnknownFeaturesIT extends CardPaymentRuns {

    @ParameterizedTest
    @ValueSource(strings = {"xgboost_hist_pinned", "lightgbm"})
    void constraintsOnThemAreRefusedByName(String algorithm) throws IOException {
        RunRecord run = runWithoutData(payments.training(
                "constrained",
                algorithm,
                "rounds: 5, monotone_constraints: {scoer: 1, channel: 1}, interaction_constraints: [[score, mony]]",
                PLAIN));

        assertThat(run.failureCode()).contains(FailureCode.TRAINING_PROFILE_INVALID);
        assertThat(run.failureMessage().orElseThrow())
                .contains(
                        "monotone_constraints: there is no feature scoer",
                        "interaction_constraints: there is no feature mony");
        assertThat(run.failureMessage().orElseThrow())
                .contains("monotone_constraints: the categories of channel have no order");
        assertThat(run.refs()).doesNotContainKey("execution_record");
    }

    /** Were a row read, the run would wait for the files that are not there. */
    private RunRecord runWithoutData(String training) throws IOException {
        String manifest = payments.write("dm_gone", CardPaymentsFixture::withChannel);
        try (Stream<Path> files = Files.walk(factory.storeRoot)) {
            List<Path> data =
                    files.filter(file -> file.toString().endsWith(".csv")).toList();
            assertThat(data).isNotEmpty();
            for (Path file : data) {
                Files.delete(file);
            }
        }
        String judging = payments.governance("judging", EASY);
        String runKey = factory.submitTrainBuild("mf.payments.unknown", true, document -> {
            document.put("training_config_ref", training).put("governance_profile_ref", judging);
            document.putArray("dataset_manifest_refs").add(manifest);
        });
        factory.executeAll();
        return factory.run(runKey);
    }
}
