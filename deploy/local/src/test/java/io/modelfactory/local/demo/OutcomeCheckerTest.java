package io.modelfactory.local.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelfactory.local.demo.LifecycleTopicReader.Event;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutcomeCheckerTest {
    private static final String RUN_KEY = "tr_1";
    private static final String RUN = "demo-run/mf/train_runs/" + RUN_KEY + "/";
    private static final String BUNDLE = "registry/bundles/bundle_1/v0-1/";
    private static final String EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final DemoTrainRequest FIRST = new DemoTrainRequest(
            "first-request",
            "demo-run",
            "manifest.json",
            "training.yaml",
            "governance.yaml",
            "USER::one",
            "fraud",
            "git:1");
    private static final DemoTrainRequest REPEAT = FIRST.requestedBy("USER::two", "repeat-request");

    @TempDir
    private Path folder = Path.of("");

    private final List<Event> events = new ArrayList<>();
    private RunTableReader.Run row = new RunTableReader.Run(RUN_KEY, "PUBLISHED", 1);
    private boolean workerLives = true;

    @BeforeEach
    void publishedRun() throws IOException {
        receipt(FIRST, "\"status\":\"DONE\"");
        receipt(REPEAT, "\"status\":\"ALREADY_PUBLISHED\"");
        gate("PASS");
        put(RUN + "artifacts/model.ubj", "");
        put(RUN + "artifacts/model_artifact.json", "{\"model\":{\"ref\":\"" + RUN + "artifacts/model.ubj\"}}");
        put(RUN + "eval_report/er_1.json", "");
        put(RUN + "bundle/bundle_publication.json", "{\"bundle_id\":\"bundle_1\",\"bundle_version\":\"v0-1\"}");
        put(BUNDLE + "model.ubj", "");
        put(
                BUNDLE + "bundle_manifest.json",
                "{\"files\":[{\"name\":\"model.ubj\",\"sha256\":\"" + EMPTY_SHA256 + "\"}]}");
        put(BUNDLE + "model_card.html", "");
        events.add(new Event("BUNDLE_PUBLISHED", "bundle_1", "v0-1", 0, 7));
    }

    @Test
    void aRunPublishedOnceIsExpected() {
        DemoOutcome outcome = checker().published("a", FIRST);

        assertThat(outcome.violations()).isEmpty();
        assertThat(outcome.event()).contains("0:7");
        assertThat(outcome.bundle()).contains("bundle_1");
        assertThat(outcome.details()).containsExactly("auc_roc 0.9312 >= 0.85");
    }

    @Test
    void aSecondAnnouncementIsAViolation() {
        events.add(new Event("BUNDLE_PUBLISHED", "bundle_1", "v0-1", 0, 8));

        assertThat(checker().published("a", FIRST).violations()).containsExactly("BUNDLE_PUBLISHED was sent 2 times");
    }

    @Test
    void aBundleThatDiffersFromItsManifestIsAViolation() throws IOException {
        put(BUNDLE + "model.ubj", "other bytes");

        assertThat(checker().published("a", FIRST).violations())
                .containsExactly("the bundle's files do not match their manifest");
    }

    @Test
    void anotherStateInTheLedgerIsAViolation() {
        row = new RunTableReader.Run(RUN_KEY, "PUBLISH_PENDING", 1);

        assertThat(checker().published("a", FIRST).violations())
                .containsExactly("the state should be PUBLISHED, is PUBLISH_PENDING");
    }

    @Test
    void aRepeatConvergesOnlyIfNothingWasTrainedAgain() {
        assertThat(checker().converged("c", REPEAT, FIRST).violations()).isEmpty();

        row = new RunTableReader.Run(RUN_KEY, "PUBLISHED", 2);

        assertThat(checker().converged("c", REPEAT, FIRST).violations()).containsExactly("the run was trained 2 times");
    }

    @Test
    void aFailedGateKeepsItsEvidenceAndPublishesNothing() throws IOException {
        row = new RunTableReader.Run(RUN_KEY, "FAIL", 1);
        receipt(FIRST, "\"status\":\"GATE_FAIL\"");
        gate("FAIL");
        put(RUN + "gate/publish_eligibility.json", "{\"eligibility\":\"INELIGIBLE\"}");
        Path publication = folder.resolve(RUN + "bundle/bundle_publication.json");
        assertThat(checker().gateFailed("b", FIRST).violations()).containsExactly("a bundle was packed");

        Files.delete(publication);
        assertThat(checker().gateFailed("b", FIRST).violations()).isEmpty();

        put(RUN + "eval_report/er_1.json", "rewritten");
        assertThat(checker().gateFailed("b", FIRST).violations())
                .containsExactly("the evaluation report was not kept as it was judged");
    }

    @Test
    void aGateThatRefusesForWantOfFraudsProvesNothingAndIsNoFault() throws IOException {
        refusedRun();

        DemoOutcome outcome = checker().publishedIfProven("a", FIRST);

        assertThat(outcome.violations()).isEmpty();
        assertThat(outcome.unproven()).contains("auc_roc_gap undefined");
        assertThat(outcome.details())
                .containsExactly(
                        "auc_roc 0.9312 >= 0.85", "auc_roc_gap undefined <= 0.4 of slices:channel INCONCLUSIVE");
        assertThat(checker().converged("c", REPEAT, FIRST).result()).isEqualTo(DemoResult.UNPROVEN);
    }

    @Test
    void aGateThatRefusesWhatMustPassIsAViolationThatSaysWhy() throws IOException {
        refusedRun();

        assertThat(checker().published("a", FIRST).violations())
                .containsExactly(
                        "the receipt's status should be DONE, is GATE_FAIL",
                        "the gate refused it: auc_roc_gap undefined");
    }

    @Test
    void aRefusedModelThatIsPublishedIsAViolationHoweverFewTheFrauds() throws IOException {
        refusedRun();
        put(RUN + "bundle/bundle_publication.json", "{}");

        DemoOutcome outcome = checker().publishedIfProven("a", FIRST);

        assertThat(outcome.violations()).containsExactly("a bundle was packed");
        assertThat(outcome.result()).isEqualTo(DemoResult.UNEXPECTED);
    }

    private void refusedRun() throws IOException {
        row = new RunTableReader.Run(RUN_KEY, "FAIL", 1);
        for (DemoTrainRequest request : List.of(FIRST, REPEAT)) {
            receipt(
                    request,
                    "\"status\":\"GATE_FAIL\",\"error\":{\"code\":\"GATE_INCONCLUSIVE\",\"message\":\"auc_roc_gap"
                            + " undefined\"}");
        }
        gate("FAIL", """
                ,{"metric":"auc_roc_gap","observed":null,"operator":"<=","threshold":0.4,
                  "scope":"slices:channel","verdict":"INCONCLUSIVE"}""");
        put(RUN + "gate/publish_eligibility.json", "{\"eligibility\":\"INELIGIBLE\"}");
        Files.delete(folder.resolve(RUN + "bundle/bundle_publication.json"));
    }

    @Test
    void aRefusalIsKnownByItsCodeAndTrainsNothing() throws IOException {
        row = new RunTableReader.Run(RUN_KEY, "FAIL", 1);
        receipt(FIRST, "\"status\":\"FAILED\",\"error\":{\"code\":\"DATASET_INVALID\"}");

        assertThat(checker().failed("d", FIRST, "DATASET_DIGEST_MISMATCH").violations())
                .containsExactly(
                        "the error code should be DATASET_DIGEST_MISMATCH, is DATASET_INVALID", "a model was trained");
    }

    @Test
    void aWorkerThatEndedIsNotWaitedFor() throws IOException {
        Files.delete(folder.resolve("demo-run/mf/job_invocations/first-request.json"));
        put("worker.log", "first line\nout of memory");
        workerLives = false;

        assertThatThrownBy(() -> checker().published("a", FIRST))
                .isInstanceOf(DemoException.class)
                .hasMessageContaining("worker ended")
                .hasMessageContaining("worker.log")
                .hasMessageEndingWith("out of memory");
    }

    private OutcomeChecker checker() {
        return new OutcomeChecker(
                new ObjectStoreReader(folder),
                key -> key.equals(RUN_KEY) ? Optional.of(row) : Optional.empty(),
                () -> List.copyOf(events),
                new BoundedWait(
                        Duration.ofMinutes(5),
                        () -> workerLives,
                        folder.resolve("worker.log"),
                        new ProgressPrinter(new PrintStream(OutputStream.nullOutputStream()), Clock.systemUTC())));
    }

    private void receipt(DemoTrainRequest request, String members) throws IOException {
        put(
                "demo-run/mf/job_invocations/" + request.requestId() + ".json",
                "{\"run_key\":\"" + RUN_KEY + "\"," + members + "}");
    }

    private void gate(String decision) throws IOException {
        gate(decision, "");
    }

    private void gate(String decision, String otherChecks) throws IOException {
        put(RUN + "gate/gate_receipt.json", """
                {"gate_decision":"%s",
                 "eval_report":{"ref":"%seval_report/er_1.json","sha256":"%s"},
                 "checks":[{"metric":"auc_roc","observed":0.93123,"operator":">=","threshold":0.85}%s]}
                """.formatted(decision, RUN, EMPTY_SHA256, otherChecks));
    }

    private void put(String key, String content) throws IOException {
        Path file = folder.resolve(key);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, content);
    }
}
