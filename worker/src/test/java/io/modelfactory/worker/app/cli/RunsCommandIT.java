package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.app.cli.CommandLineFixture.CapturedOutput;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.answer.Terminal;
import io.modelfactory.worker.app.wiring.ReadOnlySession;
import io.modelfactory.worker.execution.StageFixture;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.LedgerFixture;
import io.modelfactory.worker.ledger.RunLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunsCommandIT {
    private final TrainedRuns runs = TrainedRuns.SHARED;

    @TempDir
    private Path folder = Path.of("");

    private CommandLineFixture mf;

    @BeforeEach
    void openCommandLine() throws IOException {
        mf = CommandLineFixture.under(folder, runs.factory.databaseUrl(), runs.factory.storeRoot);
    }

    @Test
    void runsAreListedAsTableAndAsJsonLines() {
        CapturedOutput text = mf.run("runs", "list");
        CapturedOutput json = mf.run("runs", "list", "--json");

        assertThat(text.exitCode()).isZero();
        assertThat(text.out().lines()).hasSize(4);
        assertThat(text.out()
                        .lines()
                        .map(line -> line.indexOf(StageFixture.RUN))
                        .skip(1))
                .as("the column of the platform run")
                .containsOnly(text.out().lines().findFirst().orElseThrow().indexOf("PLATFORM RUN"));
        assertThat(json.documents())
                .extracting(run -> run.path("run_key").asText())
                .containsExactlyInAnyOrder(runs.published, runs.gateFailed, runs.unresolved);
    }

    @Test
    void theListIsFilteredByStateAndPlatformRunAndBounded() {
        assertThat(mf.run("runs", "list", "--json", "--state", "published").documents())
                .extracting(run -> run.path("run_key").asText())
                .containsExactly(runs.published);
        assertThat(mf.run("runs", "list", "--json", "--platform-run", StageFixture.RUN)
                        .documents())
                .hasSize(3);
        assertThat(mf.run("runs", "list", "--platform-run", "another").out()).contains("no such run");
        assertThat(mf.run("runs", "list", "--json", "--limit", "1").documents()).hasSize(1);
        assertThat(mf.run("runs", "list", "--limit", "0").exitCode()).isEqualTo(2);
    }

    @Test
    void theListSaysWhoAskedForWhatAndWhatCameOfIt() {
        String table = mf.run("runs", "list").out();
        String published = table.lines()
                .filter(line -> line.startsWith(runs.published))
                .findFirst()
                .orElseThrow();

        assertThat(table.lines().findFirst().orElseThrow())
                .containsSubsequence("METRIC", "DURATION", "CHANGED", "REQUESTER", "SCOPE", "INTENT");
        JsonNode request = runs.publishedRun().request();
        assertThat(published)
                .containsPattern("[a-z_]+ 0\\.\\d{2,6} ")
                .containsPattern(" \\d+(\\.\\d+)? s ")
                .contains(request.path("requester_principal").asText())
                .contains(request.at("/target_scope/environment").asText() + "/"
                        + request.at("/target_scope/mode").asText() + "/"
                        + request.at("/target_scope/bundle_slot").asText())
                .contains("baseline_train");
    }

    @Test
    void theListIsFilteredByTimeCodeScopeRequesterAndIntent() {
        JsonNode request = runs.publishedRun().request();
        String slot = request.at("/target_scope/mode").asText() + "/"
                + request.at("/target_scope/bundle_slot").asText();

        assertThat(listed("--code", "gate_fail")).containsExactly(runs.gateFailed);
        assertThat(listed("--since", "7d")).hasSize(3);
        assertThat(listed("--since", "7d", "--code", "GATE_FAIL", "--state", "FAIL"))
                .containsExactly(runs.gateFailed);
        assertThat(listed("--scope", slot)).hasSize(3);
        assertThat(listed("--scope", "nowhere/")).isEmpty();
        assertThat(listed("--requester", request.path("requester_principal").asText()))
                .hasSize(3);
        assertThat(listed("--requester", "another-requester")).isEmpty();
        assertThat(listed("--intent", "baseline_train")).hasSize(3);
        assertThat(listed("--intent", "other")).isEmpty();
    }

    @Test
    void theListSaysHowManyMoreThereAre() {
        assertThat(mf.run("runs", "list", "--limit", "1").err()).startsWith("2 more;");
        assertThat(mf.run("runs", "list", "--limit", "3").err()).isEmpty();
        assertThat(mf.run("runs", "list", "--limit", "1", "--code", "GATE_FAIL").err())
                .isEmpty();
    }

    @Test
    void aTerminalGetsColoursAndNoLineThatItWouldWrap() {
        for (String[] command : new String[][] {
            {"runs", "list"}, {"runs", "show", runs.published}, {"runs", "diff", runs.published, runs.gateFailed}
        }) {
            CapturedOutput plain = mf.run(new Terminal(80, false), command);
            assertThat(plain.out().lines())
                    .as(String.join(" ", command))
                    .isNotEmpty()
                    .allMatch(line -> line.length() <= 80);
        }
        CapturedOutput coloured = mf.run(new Terminal(80, true), "runs", "list");

        assertThat(coloured.out()).contains("\u001b[32mPUBLISHED\u001b[0m", "\u001b[31mFAIL\u001b[0m");
        assertThat(mf.run(new Terminal(80, true), "runs", "list", "--json").out())
                .doesNotContain("\u001b");
    }

    private List<String> listed(String... filters) {
        List<String> arguments = new ArrayList<>(List.of("runs", "list", "--json"));
        arguments.addAll(List.of(filters));
        CapturedOutput outcome = mf.run(arguments.toArray(String[]::new));
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        return outcome.documents().stream()
                .map(run -> run.path("run_key").asText())
                .toList();
    }

    @Test
    void aRunIsShownWithItsRequestsAndArtifacts() {
        CapturedOutput text = mf.run("runs", "show", runs.published);
        JsonNode document =
                mf.run("runs", "show", runs.published, "--json").documents().get(0);

        assertThat(text.out()).contains("PUBLISHED, idle", "mf.inspect.published", "DONE", "gate_receipt");
        assertThat(document.path("at_rest").booleanValue()).isTrue();
        assertThat(document.path("refs").size()).isEqualTo(18);
        assertThat(document.at("/requests/0/receipt_status").asText()).isEqualTo("DONE");
    }

    @Test
    void aUniqueRunKeyPrefixIsEnough() {
        String beginning = runs.published.substring(0, 12);

        assertThat(mf.run("runs", "show", beginning).out()).contains(runs.published);
        assertThat(mf.run("runs", "show", beginning.substring(3)).out()).contains(runs.published);
        CapturedOutput shared = mf.run("runs", "show", "tr_");
        assertThat(shared.exitCode()).isEqualTo(1);
        assertThat(shared.err()).startsWith("RUN_NOT_FOUND");
    }

    @ParameterizedTest
    @ValueSource(strings = {"show", "events", "watch"})
    void anUnknownRunIsReportedWithAHint(String command) {
        CapturedOutput outcome = mf.run("runs", command, "tr_" + "0".repeat(32));

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.err())
                .startsWith("RUN_NOT_FOUND: tr_0")
                .contains("mf runs list")
                .hasLineCount(1);
    }

    @Test
    void theEventsOfARunAreListedInOrder() {
        assertThat(mf.run("runs", "events", runs.published, "--json").documents())
                .extracting(event -> event.path("type").asText())
                .containsExactly("REQUEST_QUEUED", "RUN_STARTED", "EVAL_READY", "GATE_PASS", "BUNDLE_PUBLISHED");
        assertThat(mf.run("runs", "events", runs.gateFailed).out())
                .contains("RUN_FAILED", "GATE_FAIL", "is not >= 0.999");
    }

    @Test
    void watchingATerminalRunPrintsItsEventsAndOutcome() {
        CapturedOutput passed = mf.run("runs", "watch", runs.published);
        CapturedOutput failed = mf.run("runs", "watch", runs.gateFailed, "--json");

        assertThat(passed.exitCode()).isZero();
        assertThat(passed.out()).contains("BUNDLE_PUBLISHED");
        assertThat(passed.err()).contains("is in state PUBLISHED");
        assertThat(failed.exitCode()).isEqualTo(1);
        assertThat(failed.documents())
                .last()
                .satisfies(event -> assertThat(event.path("reason").asText()).isEqualTo("GATE_FAIL"));
    }

    @Test
    void watchingEndsAtTheTimeout() throws IOException {
        try (StageFixture idle = new StageFixture(folder.resolve("idle"), 1)) {
            String waiting = idle.submitTrainBuild("mf.inspect.waiting", true);
            CommandLineFixture other = CommandLineFixture.under(folder, idle.databaseUrl(), idle.storeRoot);

            CapturedOutput outcome = other.run("runs", "watch", waiting, "--timeout", "1s");

            assertThat(outcome.exitCode()).isEqualTo(ExitCode.TIMED_OUT);
            assertThat(outcome.out()).contains("REQUEST_QUEUED");
        }
    }

    @Test
    void twoRunsAreComparedByWhatDiffers() {
        CapturedOutput text = mf.run("runs", "diff", runs.published, runs.gateFailed);
        JsonNode diff = mf.run("runs", "diff", runs.published, runs.gateFailed, "--json")
                .documents()
                .get(0);
        JsonNode all = mf.run("runs", "diff", runs.published, runs.gateFailed, "--json", "--all")
                .documents()
                .get(0);

        assertThat(text.exitCode()).isZero();
        assertThat(text.out()).contains("min_auc_roc", "is not >= 0.999", "governance.policy_id");
        assertThat(names(diff)).contains("state", "governance_profile_ref", "governance.sha256", "gate_decision");
        assertThat(names(diff)).doesNotContain("training.sha256", "run_config_digest");
        assertThat(names(all)).contains("training.sha256", "run_config_digest", "auc_roc", "split.test.rows");
        assertThat(mf.run("runs", "diff", runs.published, runs.published).out()).contains("do not differ");
    }

    private static List<String> names(JsonNode diff) {
        return diff.path("lines").findValuesAsText("name");
    }

    @Test
    void metricsOfTwoModelsAreShownWithTheirDifference() {
        // Another run key is another seed, hence another split and another model.
        JsonNode diff = mf.run("runs", "diff", runs.published, runs.gateFailed, "--json")
                .documents()
                .get(0);

        assertThat(diff.path("lines"))
                .filteredOn(line -> line.path("name").asText().equals("auc_roc"))
                .singleElement()
                .satisfies(line -> {
                    double a = line.path("a").asDouble();
                    double b = line.path("b").asDouble();
                    assertThat(line.path("change").asDouble()).isEqualTo(b - a, offset(1e-9));
                });
    }

    @Test
    void lookingDoesNotMakeALedgerOrAStore() throws IOException {
        Path nowhere = folder.resolve("nowhere");
        CommandLineFixture strange = CommandLineFixture.under(
                folder, runs.factory.databaseUrl().replaceAll("/[^/]*$", "/template1"), nowhere);

        CapturedOutput noLedger = strange.run("runs", "list");
        CapturedOutput noStore = CommandLineFixture.under(folder, runs.factory.databaseUrl(), nowhere)
                .run("verify", runs.published);

        assertThat(noLedger.exitCode()).isEqualTo(2);
        assertThat(noLedger.err()).contains("wiring.database.url", "no ledger");
        assertThat(noStore.exitCode()).isEqualTo(1);
        assertThat(noStore.err()).startsWith("wiring.object_store.root").hasLineCount(1);
        assertThat(Files.exists(nowhere)).isFalse();
    }

    @Test
    void aReadOnlySessionCannotChangeTheLedger() {
        try (ReadOnlySession open = mf.inspection()) {
            RunLedger ledger = open.ledger();
            assertThatThrownBy(() -> ledger.submit(List.of(LedgerFixture.build("mf.inspect.write", "a"))))
                    .isInstanceOf(TransientFaultException.class)
                    .hasMessageContaining("read-only transaction");
            assertThat(ledger.request("mf.inspect.write")).isEmpty();
        }
    }

    @Test
    void anUnreachableDatabaseIsReportedInOneLine() throws IOException {
        CapturedOutput outcome = CommandLineFixture.under(
                        folder, "jdbc:postgresql://localhost:1/nowhere", runs.factory.storeRoot)
                .run("runs", "list");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err())
                .startsWith("wiring.database.url: the database does not answer")
                .hasLineCount(1);
    }
}
