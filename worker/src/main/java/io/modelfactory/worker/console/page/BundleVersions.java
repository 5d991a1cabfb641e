package io.modelfactory.worker.console.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.console.page.BundlesPage.BundleVersion;
import io.modelfactory.worker.console.page.BundlesPage.MetricHistory;
import io.modelfactory.worker.ledger.audit.ConsoleActionRecord;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Puts versions of bundles together.
 *
 * @param receipts gate receipts of runs, by run key; those that did not come soon are missing
 * @param verifications how the last verification of each run ended, by run key
 */
record BundleVersions(Map<String, JsonNode> receipts, Map<String, ConsoleActionRecord> verifications) {

    /** The bundle that a run has published; empty if it has not. */
    Optional<BundleVersion> version(RunRecord run) {
        Optional<JsonNode> receipt = Optional.ofNullable(receipts.get(run.runKey()));
        return BundleRef.of(run)
                .map(bundle -> new BundleVersion(
                        bundle,
                        run.runKey(),
                        run.finishedAt().orElse(run.updatedAt()),
                        run.startPin().signingKeyId(),
                        receipt.flatMap(BundleVersions::champion),
                        comparedWith(bundle),
                        Optional.ofNullable(verifications.get(run.runKey())).map(LastVerification::of),
                        receipt.map(GateCheck::of).orElse(List.of())));
    }

    /** The runs among those known whose gate compared them with a bundle. */
    private List<String> comparedWith(BundleRef bundle) {
        return receipts.entrySet().stream()
                .filter(run -> champion(run.getValue()).filter(bundle::equals).isPresent())
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    private static Optional<BundleRef> champion(JsonNode receipt) {
        JsonNode champion = receipt.path("baseline_bundle");
        return champion.path("bundle_id").isTextual()
                ? Optional.of(new BundleRef(
                        champion.path("bundle_id").asText(),
                        champion.path("bundle_version").asText()))
                : Optional.empty();
    }

    /** Of each metric that a version has. */
    static List<MetricHistory> histories(List<BundleVersion> versions) {
        List<BundleVersion> oldestFirst = new ArrayList<>(versions);
        Collections.reverse(oldestFirst);
        Map<String, List<Double>> values = new LinkedHashMap<>();
        oldestFirst.forEach(version -> version.checks().stream()
                .filter(check -> check.scope().isEmpty())
                .forEach(check -> check.observed()
                        .ifPresent(value -> values.computeIfAbsent(check.metric(), any -> new ArrayList<>())
                                .add(value))));
        return values.entrySet().stream()
                .map(metric -> new MetricHistory(metric.getKey(), metric.getValue(), Sparkline.path(metric.getValue())))
                .toList();
    }
}
