package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.app.cli.CommandLineFixture.CapturedOutput;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.execution.StageFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a trained run to a governance profile by it, and to the card of a model that is judged by that. */
class SuggestThresholdsIT {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void theProfileTheGateReceiptAndTheCardNameTheRunThatTheThresholdsComeFrom() throws IOException {
        try (StageFixture factory = new StageFixture(folder, 1)) {
            CommandLineFixture mf = CommandLineFixture.under(folder, factory.databaseUrl(), factory.storeRoot);
            String first = factory.submitTrainBuild("request.first.run", false);
            factory.executeUntilFinished(first);
            Path profile = Files.createDirectories(factory.storeRoot.resolve("profiles"))
                    .resolve("suggested.yaml");

            CapturedOutput suggested = mf.run("suggest-thresholds", first, "--out", profile.toString());
            CapturedOutput again = mf.run("suggest-thresholds", first, "--out", profile.toString());
            CapturedOutput printed = mf.run("suggest-thresholds", first);

            assertThat(suggested.exitCode()).as(suggested.err()).isZero();
            assertThat(again.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(again.err()).contains("exists already");
            assertThat(printed.out().strip())
                    .isEqualTo(Files.readString(profile).strip());
            assertThat(Files.readString(profile))
                    .contains("run_key: " + first)
                    // The run's seeds, and so its model, change with what its key is made of.
                    .containsPattern("min_auc_roc: 0\\.[78]\\d{3}\\n");

            String second = factory.submitTrainBuildWithProfiles(
                    "request.second.run",
                    StageFixture.profileRef("training_profile_credit_v0.yaml"),
                    "profiles/suggested.yaml");
            factory.executeUntilFinished(second);
            CapturedOutput card = mf.run("card", second);
            assertThat(card.exitCode()).as(card.err()).isZero();
            assertThat(card.out()).contains("suggested by the validation rows of run " + first);
            assertThat(mf.run("verify", second).exitCode()).isZero();
        }
    }
}
