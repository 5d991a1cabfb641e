package io.modelfactory.worker.inspect.verify;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.evaluate.BacktestSummary;
import io.modelfactory.worker.evaluate.BacktestSummary.WindowResult;
import io.modelfactory.worker.inspect.verify.VerificationFinding.Kind;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.resolve.GovernanceProfile.Backtest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The windows of a run's backtest are those that its report pins, and the report says of them what they say. */
final class BacktestCheck {
    /** As many as a governance profile may ask for. */
    private static final int MOST_WINDOWS = 52;

    private final RunRecord run;
    private final StoredObjectReader objects;
    private final JsonNode report;
    private final JsonNode backtest;

    BacktestCheck(RunRecord run, PinnedDocuments documents, StoredObjectReader objects) {
        this.run = run;
        this.objects = objects;
        this.report = documents.content(ArtifactName.EVAL_REPORT);
        this.backtest = report.at("/metrics/backtest");
    }

    void check() {
        if (!backtest.isObject()) {
            return;
        }
        List<WindowResult> windows = new ArrayList<>();
        for (JsonNode result : backtest.path("results")) {
            window(result).ifPresent(windows::add);
        }
        // What is missing or altered has its finding already.
        if (!windows.isEmpty()
                && windows.size() == backtest.path("results").size()
                && !CanonicalJson.text(BacktestSummary.of(settings(), windows)).equals(CanonicalJson.text(backtest))) {
            objects.addFinding(
                    Kind.UNLINKED,
                    ArtifactName.EVAL_REPORT.key(),
                    ArtifactKeys.backtestWindow(run.platformRunId(), run.runKey(), 1),
                    "/metrics/backtest is not what the windows say");
        }
    }

    private Optional<WindowResult> window(JsonNode result) {
        try {
            ArtifactRef ref = Json.convert(result.path("report"), ArtifactRef.class);
            int number = result.path("number").asInt();
            if (!ref.ref().equals(keyOf(number))) {
                objects.addFinding(
                        Kind.UNLINKED,
                        "backtest_window",
                        ref.ref(),
                        "does not lie where it belongs, which is " + keyOf(number));
            }
            return objects.document("backtest_window", ContractDocument.BACKTEST_WINDOW, ref)
                    .map(document -> new WindowResult(document, ref));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private Backtest settings() {
        return new Backtest(
                backtest.path("windows").asInt(),
                backtest.path("train_days").asInt(),
                backtest.path("gap_days").asInt(),
                backtest.path("test_days").asInt(),
                Optional.empty(),
                Optional.empty());
    }

    /** The windows that the report pins; of a run that has no report any that it may have written. */
    Predicate<String> keys() {
        Set<String> keys = new HashSet<>();
        int windows =
                report.isMissingNode() ? MOST_WINDOWS : backtest.path("results").size();
        for (int number = 1; number <= windows; number++) {
            keys.add(keyOf(number));
        }
        return keys::contains;
    }

    private String keyOf(int number) {
        return ArtifactKeys.backtestWindow(run.platformRunId(), run.runKey(), number);
    }
}
