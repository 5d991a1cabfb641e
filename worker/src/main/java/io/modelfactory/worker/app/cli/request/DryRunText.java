package io.modelfactory.worker.app.cli.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.app.operator.DryRunResult;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.resolve.ProfilePin;
import io.modelfactory.worker.resolve.ResolvedDataset;
import io.modelfactory.worker.resolve.ResolvedTrainPlan;

/** How a dry run words what it found. */
final class DryRunText {
    private DryRunText() {}

    static ObjectNode document(DryRunResult forecast) {
        ObjectNode document = Json.object()
                .put("request_id", forecast.request().requestId())
                .put("run_key", forecast.request().runKey())
                .put("outcome", forecast.outcomeName())
                .put("sent", false)
                .put("request_known", forecast.known().isPresent());
        forecast.run().ifPresent(run -> document.put("run_state", run.state().name()));
        return document;
    }

    /** What the ledger would answer, and what it knows already. */
    static String summary(DryRunResult forecast) {
        String run = forecast.run()
                .map(known -> "the ledger has it in " + known.state())
                .orElse("the ledger does not know it");
        String request = forecast.known()
                .map(known -> "known since %s, %s"
                        .formatted(
                                known.receivedAt(),
                                known.receiptStatus()
                                        .map(status -> "answered " + status)
                                        .orElse("not answered yet")))
                .orElse("new");
        return "%s: %s; nothing was sent%n  request id   %s%n  run          %s, %s"
                .formatted(
                        forecast.request().requestId(),
                        forecast.outcomeName(),
                        request,
                        forecast.request().runKey(),
                        run);
    }

    static String plan(ResolvedTrainPlan plan) {
        StringBuilder text = new StringBuilder();
        text.append(pin("training", plan.trainingProfilePin()));
        text.append(pin("governance", plan.governanceProfilePin()));
        for (ResolvedDataset dataset : plan.datasets()) {
            text.append("%n  dataset      %s, %d rows in %d files"
                    .formatted(
                            dataset.manifest().datasetManifestId(),
                            dataset.materialization().rowCount(),
                            dataset.materialization().files().size()));
            text.append(ref("manifest", dataset.manifestRef()));
            text.append(ref("data", dataset.materializationRef()));
        }
        return text.toString();
    }

    static String rows(boolean read) {
        return read
                ? "%n  rows         read and checked".formatted()
                : "%n  rows         not looked at; --read-data reads them as the worker will".formatted();
    }

    private static String pin(String name, ProfilePin pin) {
        return "%n  %-12s %s, %s revision %s%n               sha256 %s"
                .formatted(name, pin.ref(), pin.policyId(), pin.revision(), pin.sha256());
    }

    private static String ref(String name, ArtifactRef ref) {
        return "%n    %-10s %s%n               sha256 %s".formatted(name, ref.ref(), ref.sha256());
    }
}
