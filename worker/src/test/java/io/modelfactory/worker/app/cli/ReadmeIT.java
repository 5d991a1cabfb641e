package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.local.simulate.DatasetTarget;
import io.modelfactory.local.simulate.LocalDatasets;
import io.modelfactory.worker.app.worker.PlatformFixture;
import io.modelfactory.worker.request.RequestFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Index;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's lines that ask for a training run, as they are written, under the profile that they name. */
class ReadmeIT {
    private static final Path README = Path.of("..", "README.md");
    private static final String RUN = RequestDocuments.RUN;

    private final PlatformFixture fixture = new PlatformFixture();

    @TempDir
    private Path folder = Path.of("");

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void theLinesThatAskForATrainingRunAreRun() throws Exception {
        List<String> lines = Files.readAllLines(README).stream()
                .filter(line -> line.startsWith("deploy/mf request train-build "))
                .toList();
        assertThat(lines)
                .hasSize(2)
                .satisfies(first -> assertThat(first).contains("--dry-run --read-data"), Index.atIndex(0))
                .satisfies(second -> assertThat(second).contains("--wait"), Index.atIndex(1));
        Files.writeString(folder.resolve("request.json"), request().toString());
        CommandProcess mf = new CommandProcess(folder, environment());
        assertThat(mf.run("migrate", "--profile", "config/profiles/dev.yaml").exitCode())
                .isZero();

        CommandResult dryRun = run(mf, lines.get(0));
        assertThat(dryRun.exitCode()).as(dryRun.toString()).isZero();
        assertThat(dryRun.out()).contains("NEW; nothing was sent").doesNotContain("the rows were not looked at");

        Process worker = mf.builder("worker", "run", "--profile", "config/profiles/dev.yaml")
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("worker.log").toFile())
                .start();
        try {
            CommandResult asked = run(mf, lines.get(1));
            assertThat(asked.exitCode())
                    .as(asked + Files.readString(folder.resolve("worker.log")))
                    .isZero();
            assertThat(asked.out()).contains("DONE");
        } finally {
            worker.destroy();
            assertThat(worker.waitFor(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    private static CommandResult run(CommandProcess mf, String line) {
        List<String> words = Runbook.words(line);
        return mf.run(words.subList(1, words.size()).toArray(String[]::new));
    }

    /** As the policy of the profile allows it. */
    private ObjectNode request() throws IOException {
        ObjectNode request = RequestFixture.trainBuild()
                .put("request_id", "mf.readme.0001")
                .put("platform_run_id", RUN)
                .put("publish_allowed", true)
                .put("training_config_ref", "config/mf/training_profile_credit_v0.yaml")
                .put("governance_profile_ref", "config/mf/governance_profile_credit_v0.yaml");
        request.putArray("dataset_manifest_refs")
                .add(LocalDatasets.credit(new DatasetTarget(fixture.storeRoot(), RUN, "dm_readme"))
                        .manifestKey());
        request.withObjectProperty("target_scope").put("mode", "credit");
        return request;
    }

    private Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(fixture.environment());
        environment.put("HOME", folder.toString());
        environment.put("MF_TELEMETRY_PORT", "0");
        return environment;
    }
}
