package io.modelfactory.worker.closure;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.stream.Stream;

/** What happened in a golden flow, in the order in which it did. */
record ClosureReport(GoldenFlow flow, JsonNode receipt, ObservedMessages messages, JsonNode verdict) {
    void writeTo(ClosureEvidence evidence) throws IOException, SQLException {
        var topics = flow.topics();
        evidence.add("announced.jsonl", "what the feature plane announced", messages.linesOn(topics.ofsEvents()));
        evidence.add(
                "request.json",
                "the request that the trigger policy made of it, from the ledger",
                flow.request(runKey()));
        evidence.add(
                "run-events.jsonl",
                "the run's events, as an independent reader saw them",
                messages.linesOn(topics.runEvents()));
        evidence.addFile(
                "receipt.json", "the receipt of the request", flow.receipt().orElseThrow());
        keepBundleIn(evidence);
        evidence.add("lifecycle-events.jsonl", "what the registry received", messages.linesOn(topics.registryEvents()));
        evidence.add("governance-facts.jsonl", "what auditors received", messages.linesOn(topics.control()));
        evidence.add(
                "verdict.json",
                "the registry reader's checks, verdict and scores",
                verdict.toPrettyString().getBytes(StandardCharsets.UTF_8));
        evidence.writeIndex("Integration closure", summary());
    }

    private void keepBundleIn(ClosureEvidence evidence) throws IOException {
        try (Stream<Path> files = Files.list(flow.store().resolve(bundleFolder()))) {
            for (Path file : files.sorted().toList()) {
                evidence.addFile("bundle/" + file.getFileName(), "the published bundle", file);
            }
        }
        String sample = GoldenFlow.RUN + "/mf/train_runs/" + runKey() + "/artifacts/scoring_sample.json";
        evidence.addFile(
                "scoring_sample.json",
                "rows, and the factory's scores of them",
                flow.store().resolve(sample));
    }

    private String summary() {
        return """
                A dataset was announced on `%s`; run `%s` came of it and published `%s`.
                A reader that knows the published schemas only found the bundle **%s**: %d checks, %d rows scored with plain
                XGBoost, largest difference from the factory's scores %s.""".formatted(
                        flow.topics().ofsEvents(),
                        runKey(),
                        bundleFolder(),
                        verdict.path("verdict").asText(),
                        verdict.path("checks").size(),
                        verdict.path("rows_scored").intValue(),
                        verdict.path("largest_difference").asText());
    }

    private String runKey() {
        return receipt.path("run_key").textValue();
    }

    private String bundleFolder() {
        return messages.bundleFolder(flow.topics().registryEvents());
    }
}
