package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.app.cli.CommandLineFixture.CapturedOutput;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.execution.StageFixture;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a CSV file that a user brings to a published bundle, on public credit data. */
class DatasetCommandsIT {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void aFileThatAUserBringsIsInspectedAddedTrainedOnAndPublished() throws IOException, URISyntaxException {
        String file = Path.of(Objects.requireNonNull(DatasetCommandsIT.class.getResource("/data/credit_data.csv"))
                        .toURI())
                .toString();
        try (StageFixture factory = new StageFixture(folder, 1)) {
            CommandLineFixture mf = CommandLineFixture.under(folder, factory.databaseUrl(), factory.storeRoot);

            CommandResult inspected = CommandResult.of("dataset", "inspect", file);
            assertThat(inspected.exitCode()).as(inspected.err()).isZero();
            assertThat(inspected.out()).contains("4454 rows", "could be --label: Status, Records");

            CapturedOutput refused = add(mf, file);
            assertThat(refused.exitCode()).isEqualTo(ExitCode.FAILED);
            assertThat(refused.err())
                    .contains("DATASET_INVALID: credit_data.csv: the rows have no times; say by --label-asof");

            CapturedOutput added = add(mf, file, "--label-asof", "1999-12-31", "--json");
            assertThat(added.exitCode()).as(added.err()).isZero();
            JsonNode dataset = added.documents().get(0);
            assertThat(dataset.at("/materialization/event_id_kind").asText()).isEqualTo("content");
            assertThat(dataset.at("/materialization/columns/negative_label").asText())
                    .isEqualTo("good");

            assertThat(dataset.at("/manifest/provenance/config_revision").asText())
                    .isEqualTo("added by HUMAN::" + System.getProperty("user.name"));

            lookInTheStore(mf, dataset.path("dataset_manifest_ref").asText());

            RunRecord run = train(factory, dataset);
            assertThat(run.state()).as(run.failureMessage().orElse("")).isEqualTo(RunState.PUBLISHED);
            CapturedOutput verified = mf.run("verify", run.runKey());
            assertThat(verified.out()).contains("everything holds");
        }
    }

    /** The same columns as in the file that was added, read as they were declared. */
    private static void lookInTheStore(CommandLineFixture mf, String ref) {
        CapturedOutput table = mf.run("dataset", "contents", ref);
        assertThat(table.exitCode()).as(table.err()).isZero();
        assertThat(table.out()).contains("4454 rows", "Status", "Seniority").doesNotContain("could be");
        JsonNode columns =
                mf.run("dataset", "contents", ref, "--json").documents().get(0).path("columns");
        assertThat(columns.findValuesAsText("name")).contains("Status", "Seniority");
        assertThat(columns.findValuesAsText("distinct")).doesNotContain("0");
        assertThat(mf.run("dataset", "contents", ref, "--max-file-size", "0.1MB")
                        .out())
                .containsPattern("left out: has \\d{6} bytes");
        CapturedOutput unknown = mf.run("dataset", "contents", ref.replace(".json", "-other.json"));
        assertThat(unknown.exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(unknown.err()).contains("MANIFEST_UNRESOLVED");
    }

    private static CapturedOutput add(CommandLineFixture mf, String file, String... more) {
        String[] first = {
            "dataset",
            "add",
            file,
            "--label",
            "Status",
            "--positive",
            "bad",
            "--number-rows",
            "--platform-run",
            StageFixture.RUN
        };
        String[] all = new String[first.length + more.length];
        System.arraycopy(first, 0, all, 0, first.length);
        System.arraycopy(more, 0, all, first.length, more.length);
        return mf.run(all);
    }

    private static RunRecord train(StageFixture factory, JsonNode dataset) throws IOException {
        JsonNode features = dataset.at("/manifest/feature_definition_set");
        String shipped = StageFixture.plainCreditProfile()
                .replace("credit_core", features.path("feature_set_id").asText())
                .replace(
                        "feature_set_version: v1",
                        "feature_set_version: "
                                + features.path("feature_set_version").asText())
                .replace("rounds: 150", "rounds: 20");
        Files.createDirectories(factory.storeRoot.resolve("profiles"));
        Files.writeString(factory.storeRoot.resolve("profiles/own.yaml"), shipped);
        Files.writeString(factory.storeRoot.resolve("profiles/gate.yaml"), """
                policy_id: governance
                revision: r1
                eval_thresholds: {min_auc_roc: 0.7, min_brier_skill: 0.05}
                """);
        String runKey = factory.submitTrainBuild("request.own.file", true, request -> {
            request.put("training_config_ref", "profiles/own.yaml").put("governance_profile_ref", "profiles/gate.yaml");
            request.putArray("dataset_manifest_refs")
                    .add(dataset.path("dataset_manifest_ref").asText());
        });
        factory.executeUntilFinished(runKey);
        factory.archiveReceipts();
        return factory.run(runKey);
    }
}
