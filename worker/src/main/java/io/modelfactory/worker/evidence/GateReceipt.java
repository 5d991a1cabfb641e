package io.modelfactory.worker.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;

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

    private static boolean passed(JsonNode receipt) {
        JsonNode checks = receipt.path("checks");
        return !checks.isEmpty()
                && checks.valueStream()
                        .allMatch(check -> check.path("verdict").asText().equals(PASS));
    }
}
