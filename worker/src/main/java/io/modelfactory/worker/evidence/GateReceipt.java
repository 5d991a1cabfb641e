package io.modelfactory.worker.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.FailureCode;
import java.util.List;

/** What follows from the checks of a gate receipt, whatever the documents say that follows. */
public final class GateReceipt {
    private static final String PASS = "PASS";

    private GateReceipt() {}

    /** {@code PASS} if there are checks and each of them passed, else {@code FAIL}. */
    public static JsonNode decision(JsonNode receipt) {
        return TextNode.valueOf(passed(receipt) ? PASS : "FAIL");
    }

    static JsonNode eligibility(JsonNode receipt) {
        return TextNode.valueOf(passed(receipt) ? "ELIGIBLE" : "INELIGIBLE");
    }

    /** Whether the reason codes of a receipt or an eligibility say that the gate could not decide, and nothing else. */
    public static boolean isInconclusiveOnly(JsonNode document) {
        return document.path("reason_codes").equals(inconclusiveOnly());
    }

    /** The reason codes of a gate that could not decide. */
    public static JsonNode inconclusiveOnly() {
        return Json.tree(List.of(FailureCode.GATE_INCONCLUSIVE.name()));
    }

    private static boolean passed(JsonNode receipt) {
        JsonNode checks = receipt.path("checks");
        return !checks.isEmpty()
                && checks.valueStream()
                        .allMatch(check -> check.path("verdict").asText().equals(PASS));
    }
}
