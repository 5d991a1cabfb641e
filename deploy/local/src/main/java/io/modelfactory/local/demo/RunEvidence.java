package io.modelfactory.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * All that a component without access to the worker finds about one request: its receipt, the run's row in the ledger,
 * and the run's documents.
 *
 * @param receipt the request's invocation receipt
 */
record RunEvidence(DemoTrainRequest request, JsonNode receipt, RunTableReader.Run run, ObjectStoreReader store) {

    String runKey() {
        return run.runKey();
    }

    String status() {
        return receipt.path("status").asText();
    }

    String errorCode() {
        return receipt.path("error").path("code").asText();
    }

    String errorMessage() {
        return receipt.path("error").path("message").asText();
    }

    String gateDecision() {
        return find("gate/gate_receipt.json")
                .map(gate -> gate.path("gate_decision").asText())
                .orElse("missing");
    }

    String eligibility() {
        return find("gate/publish_eligibility.json")
                .map(document -> document.path("eligibility").asText())
                .orElse("missing");
    }

    /**
     * One line for each check of the gate: {@code auc_roc 0.9312 >= 0.85}, of what, if not of all test rows, and its
     * verdict, if it did not pass.
     */
    List<String> checks() {
        List<String> lines = new ArrayList<>();
        find("gate/gate_receipt.json").ifPresent(gate -> gate.path("checks").forEach(check -> lines.add(line(check))));
        return lines;
    }

    /** What the bundle's model descriptor says of scores and reasons, one line each. */
    List<String> promises() {
        List<String> lines = new ArrayList<>();
        find("artifacts/model_artifact.json").ifPresent(descriptor -> {
            if (descriptor.has("calibration")) {
                lines.add(
                        "calibrated by " + descriptor.at("/calibration/method").asText());
            }
            if (!descriptor.at("/structure/monotone").isEmpty()) {
                lines.add(descriptor.at("/structure/monotone").size() + " directions proven over "
                        + descriptor.at("/structure/trees").asText() + " trees");
            }
            int reasons = descriptor.path("features").findValues("reason_text").size();
            if (reasons > 0) {
                lines.add("reasons in words for " + reasons + " features");
            }
        });
        return lines;
    }

    boolean hasModel() {
        return find("artifacts/model_artifact.json")
                .map(descriptor -> store.exists(descriptor.at("/model/ref").asText()))
                .orElse(false);
    }

    /** The evaluation report that the gate judged, if it still has the bytes that the gate saw. */
    boolean hasEvalReport() {
        JsonNode ref = find("gate/gate_receipt.json")
                .map(gate -> gate.path("eval_report"))
                .orElseThrow(() -> new DemoException("the gate receipt of " + runKey() + " is missing"));
        String key = ref.path("ref").asText();
        return store.exists(key) && store.sha256(key).equals(ref.path("sha256").asText());
    }

    Optional<PublishedBundle> bundle() {
        return find("bundle/bundle_publication.json")
                .map(publication -> new PublishedBundle(
                        publication.path("bundle_id").asText(),
                        publication.path("bundle_version").asText(),
                        store));
    }

    String folder() {
        return request.platformRunId() + "/mf/train_runs/" + runKey();
    }

    private Optional<JsonNode> find(String document) {
        return store.find(key(document));
    }

    private String key(String document) {
        return folder() + "/" + document;
    }

    private static String line(JsonNode check) {
        String observed = check.path("observed").isNumber()
                ? String.format(Locale.ROOT, "%.4f", check.path("observed").asDouble())
                : "undefined";
        String line = String.join(
                " ",
                check.path("metric").asText(),
                observed,
                check.path("operator").asText(),
                check.path("threshold").asText());
        String scope = check.path("scope").asText();
        String verdict = check.path("verdict").asText("PASS");
        return line
                + (scope.contains(":") ? " of " + scope.replace("slice:", "") : "")
                + (verdict.equals("PASS") ? "" : " " + verdict);
    }
}
