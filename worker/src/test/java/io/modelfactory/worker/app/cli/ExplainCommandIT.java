package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.app.cli.CommandLineFixture.CapturedOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainCommandIT {
    private final TrainedRuns runs = TrainedRuns.SHARED;

    @TempDir
    private Path folder = Path.of("");

    private TrainedRuns.StoreCopy copy;

    @BeforeEach
    void copyStore() throws IOException {
        copy = runs.copy(folder);
    }

    @Test
    void aGateFailureIsExplainedByTheFailedCheck() {
        CapturedOutput text = copy.mf().run("explain", runs.gateFailed);
        JsonNode json =
                copy.mf().run("explain", runs.gateFailed, "--json").documents().get(0);

        assertThat(text.exitCode()).isZero();
        assertThat(text.out().lines().findFirst().orElseThrow())
                .startsWith(runs.gateFailed + " failed, because")
                .containsPattern("auc_roc 0\\.\\d+ is not >= 0.999");
        assertThat(text.out())
                .contains("GATE_FAIL (POLICY)", "gate_receipt ", "governance_profile_strict_v0.yaml", "mf runs diff");
        assertThat(json.path("code").asText()).isEqualTo("GATE_FAIL");
        assertThat(json.path("category").asText()).isEqualTo("POLICY");
        assertThat(json.path("checks")).hasSize(4);
        assertThat(json.at("/evidence/0/name").asText()).isEqualTo("gate_receipt");
        assertThat(json.at("/evidence/0/sha256").asText()).hasSize(64);
        assertThat(json.path("next_steps")).isNotEmpty();
    }

    @Test
    void theNextStepsRunAsTheyArePrinted() {
        CommandProcess shell = new CommandProcess(folder, Map.of("HOME", folder.toString()));
        for (String run : List.of(runs.published, runs.gateFailed)) {
            CapturedOutput explained = copy.mf().run("explain", run);
            List<String> commands = explained
                    .out()
                    .lines()
                    .filter(line -> line.startsWith("to paste"))
                    .map(line -> line.substring("to paste".length()).strip())
                    .toList();

            assertThat(commands).isNotEmpty().allMatch(command -> command.contains("--profile "));
            for (String command : commands) {
                CommandResult pasted = shell.shell(command);
                assertThat(pasted.exitCode()).as("%s: %s", command, pasted).isZero();
            }
        }
    }

    @Test
    void aRunThatPassedSaysWhy() {
        String text = copy.mf().run("explain", runs.published).out();

        assertThat(text).contains("was published; all 6 checks of its gate held", "held    auc_roc", "is >= 0.75");
    }

    @Test
    void missingInputPointsToTheReferenceInTheRequest() {
        String text = copy.mf().run("explain", runs.unresolved).out();

        assertThat(text).contains("GOVERNANCE_PROFILE_UNRESOLVED (RESOLUTION)", "governance_profile_unknown.yaml");
    }

    @Test
    void aRequestThatWasRefusedIsExplainedByItsId() {
        CapturedOutput outcome = copy.mf().run("explain", "--request", runs.refusedRequest);
        CapturedOutput unknown = copy.mf().run("explain", "--request", "unknown-request");

        assertThat(outcome.out())
                .contains(
                        "was refused, because it names no dataset manifest", "MANIFEST_REF_MISSING (INPUT_ADMISSION)");
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(copy.mf().run("explain", "--request", "mf.inspect.gate.fail").out())
                .startsWith(runs.gateFailed);
    }

    @Test
    void aGateReceiptThatCannotBeReadIsNoObstacle() throws IOException {
        Files.delete(copy.artifact(runs.publishedRun(), "gate_receipt"));

        CapturedOutput outcome = copy.mf().run("explain", runs.published);

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).contains("The gate receipt cannot be shown", "there is no such object");
    }
}
