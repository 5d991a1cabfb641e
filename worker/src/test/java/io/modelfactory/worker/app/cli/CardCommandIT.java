package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.app.cli.CommandLineFixture.CapturedOutput;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CardCommandIT {
    private final TrainedRuns runs = TrainedRuns.SHARED;
    private final RunRecord run = runs.publishedRun();

    @TempDir
    private Path folder = Path.of("");

    private TrainedRuns.StoreCopy copy;
    private Path bundle = Path.of("");

    @BeforeEach
    void copyStore() throws IOException {
        copy = runs.copy(folder);
        bundle = copy.artifact(run, "registry_record").resolveSibling("");
    }

    @Test
    void theCardOfAPublishedRunIsTheStoredOne() throws IOException {
        CapturedOutput markdown = copy.mf().run("card", runs.published);
        Path file = folder.resolve("card.html");
        CapturedOutput html = copy.mf().run("card", runs.published, "--html", "--out", file.toString());

        assertThat(markdown.exitCode()).as(markdown.err()).isZero();
        assertThat(markdown.out()).isEqualTo(Files.readString(bundle.resolve("model_card.md")));
        assertThat(markdown.err())
                .contains("identical to the stored registry/bundles/")
                .contains("the bundle was verified: unsigned: the bundle has no signature");
        assertThat(html.exitCode()).isZero();
        assertThat(html.out()).contains("written to " + file);
        assertThat(file).hasSameBinaryContentAs(bundle.resolve("model_card.html"));
    }

    @Test
    void itAnswersTheQuestionsOfAnAuditor() throws IOException {
        String card = copy.mf().run("card", runs.published).out();

        JsonNode request = run.request();
        Evidence evidence = new Evidence(run.refs());
        assertThat(card)
                .contains("**What was trained?:** A model of xgboost_hist_pinned")
                .contains("**On what?:** 4,454 rows of dm_credit, with labels as of ")
                .contains("**By whom?:** Asked for by "
                        + request.path("requester_principal").asText())
                .contains("(claimed; request mf.inspect.published, baseline_train)")
                .containsPattern("\\*\\*Why did it pass\\?:\\*\\* .*auc_roc is 0\\.\\d+, at least 0\\.75 is required")
                .contains("`" + runs.published + "`", run.runConfigDigest().orElseThrow())
                .contains(
                        evidence.require(ArtifactName.MODEL).sha256(),
                        evidence.require(ArtifactName.GATE_RECEIPT).sha256())
                .contains("| train | 3,129 |", "| test | 903 |")
                .contains("| Feature | Missing | Missing in test | 5% | 25% | Median | 75% | 95% | Median in test |")
                .containsPattern("\\| `[A-Za-z]+` \\| [0-9.]+% \\| [0-9.]+% \\| [0-9.]+ \\|");
    }

    @Test
    void theCardOfAFailedRunIsNotStored() {
        CapturedOutput outcome = copy.mf().run("card", runs.gateFailed);

        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains("**Gate failed: 1 of 4 checks**", "Why did it fail?", "MIN_AUC_ROC");
        assertThat(outcome.err()).contains("no card is stored at registry/bundles/");
        assertThat(outcome.out())
                .contains("The run has published no bundle", "`mf reproduce ")
                .doesNotContain("verify --bundle");
    }

    @Test
    void aBundlesCardNeedsNoLedger() throws IOException {
        CommandLineFixture mf = CommandLineFixture.under(folder, "jdbc:postgresql://localhost:1/nowhere", copy.root());
        String id = Objects.requireNonNull(bundle.getParent()).getFileName().toString();
        String version = bundle.getFileName().toString();

        CapturedOutput card = mf.run("card", "--bundle", id, version, "--json");

        assertThat(card.exitCode()).as(card.err()).isZero();
        JsonNode document = card.documents().get(0);
        assertThat(document.path("stored").asText()).isEqualTo("IDENTICAL");
        assertThat(document.path("form").asText()).isEqualTo("MARKDOWN");
        assertThat(document.at("/verification/holds").asBoolean()).isTrue();
        assertThat(document.path("sha256").asText()).isEqualTo(Sha256.hex(bundle.resolve("model_card.md")));
        assertThat(document.path("card").asText()).isEqualTo(Files.readString(bundle.resolve("model_card.md")));
        assertThat(mf.run("card", "--bundle", id, "v0-" + "0".repeat(12)).err()).startsWith("EVIDENCE_UNRESOLVED");
        assertThat(mf.run("card", "--bundle", "../..", version).err()).startsWith("REF_ACCESS_DENIED");
    }

    @Test
    void aBundleUnderAnotherNameHasNoCard() throws IOException {
        String other = "v0-" + "0".repeat(12);
        Files.move(bundle, bundle.resolveSibling(other));

        CapturedOutput outcome = copy.mf()
                .run(
                        "card",
                        "--bundle",
                        Objects.requireNonNull(bundle.getParent()).getFileName().toString(),
                        other);

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err())
                .contains("leads to a run whose documents give "
                        + Objects.requireNonNull(bundle.getParent()).getFileName());
    }

    @Test
    void aBundleThatWasPublishedWithoutACardGetsTheSameOne() throws IOException {
        String stored = Files.readString(bundle.resolve("model_card.md"));
        Files.delete(bundle.resolve("model_card.md"));

        CapturedOutput outcome = copy.mf().run("card", runs.published, "--markdown");

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).isEqualTo(stored);
        assertThat(outcome.err()).contains("no card is stored");
    }

    @Test
    void aDifferentStoredCardIsReportedAndNotPrinted() throws IOException {
        copy.alter(bundle.resolve("model_card.html"), "Gate passed", "Gate admired");

        CapturedOutput outcome = copy.mf().run("card", runs.published, "--html");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).contains("Gate passed").doesNotContain("admired");
        assertThat(outcome.err())
                .contains("NOT the stored registry/bundles/", "mf verify")
                .contains("the bundle is NOT as it was published: 1 findings, which `mf verify --bundle bundle_");
        assertThat(copy.mf().run("card", runs.published).exitCode()).isZero();
    }

    @Test
    void aCardIsMadeOfPinnedDocumentsOnly() throws IOException {
        assertThat(copy.mf().run("card", runs.unresolved).err()).startsWith("EVIDENCE_REF_MISSING: ");

        copy.alter(copy.artifact(run, "execution_record"), "SYSTEM::run_operate", "HUMAN::mallory");
        CapturedOutput outcome = copy.mf().run("card", runs.published);

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).startsWith("EXECUTION_RECORD_IMMUTABILITY_VIOLATION: ");
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void aFileThatCannotBeWrittenIsSaidInALine() {
        CapturedOutput outcome = copy.mf().run("card", runs.published, "--out", "/nowhere/x");

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.err()).isEqualToIgnoringNewLines("/nowhere/x: there is no such file or folder");
    }

    @Test
    void usageErrorsHaveTheirOwnExitCode() {
        assertThat(copy.mf().run("card").exitCode()).isEqualTo(2);
        assertThat(copy.mf().run("card", runs.published, "--bundle", "a", "b").exitCode())
                .isEqualTo(2);
        assertThat(copy.mf().run("card", runs.published, "--html", "--markdown").exitCode())
                .isEqualTo(2);
        assertThat(copy.mf()
                        .run("card", "--bundle", "a", "b", "--bundle", "c", "d")
                        .exitCode())
                .isEqualTo(2);
    }
}
