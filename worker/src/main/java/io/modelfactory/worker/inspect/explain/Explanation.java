package io.modelfactory.worker.inspect.explain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.FailureCategory;
import io.modelfactory.worker.failure.FailureCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Why a run is in its state, or why a request was answered as it was.
 *
 * @param subject the run key, or the request id
 * @param standing the state of the run, or how the request was answered
 * @param sentence the answer for people
 * @param checks those of the gate that decided, in words
 * @param alerts what alerts at the decision threshold find and save, in words; empty without a scorecard
 * @param evidence what can be read to see for oneself
 * @param nextSteps what to type or to fix
 * @param situation who works on the run, or what it waits for; empty if the subject is a request without run
 */
public record Explanation(
        String subject,
        String standing,
        Optional<FailureCode> code,
        String sentence,
        List<String> checks,
        List<String> alerts,
        List<EvidenceLine> evidence,
        List<String> nextSteps,
        Optional<JsonNode> situation) {

    public Explanation {
        checks = List.copyOf(checks);
        alerts = List.copyOf(alerts);
        evidence = List.copyOf(evidence);
        nextSteps = List.copyOf(nextSteps);
    }

    /** @param sha256 empty for a reference that a request brought and no run has pinned */
    public record EvidenceLine(String name, String ref, Optional<String> sha256) {}

    /** The same, and one thing more to know or to do. */
    public Explanation withNextStep(String step) {
        List<String> steps = new ArrayList<>(nextSteps);
        steps.add(step);
        return new Explanation(subject, standing, code, sentence, checks, alerts, evidence, steps, situation);
    }

    public Optional<FailureCategory> category() {
        return code.map(FailureCode::category);
    }

    public ObjectNode toJson() {
        ObjectNode json = Json.objectTree(this);
        category().ifPresent(category -> json.put("category", category.name()));
        return json;
    }
}
