package io.modelfactory.worker.inspect;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The checks of a gate receipt in words. */
public final class GateCheckDescriptions {
    private GateCheckDescriptions() {}

    /**
     * @param name the threshold's, and behind it the scope where a check is not about all rows
     * @param text such as {@code auc_roc 0.71 is not >= 0.75}
     */
    public record CheckDescription(String name, boolean held, String text) {}

    /** @param receipt a gate receipt, or a missing node */
    public static List<CheckDescription> of(JsonNode receipt) {
        List<CheckDescription> checks = new ArrayList<>();
        receipt.path("checks").forEach(check -> checks.add(check(check)));
        return checks;
    }

    private static CheckDescription check(JsonNode check) {
        boolean held = check.path("verdict").asText().equals("PASS");
        String scope =
                check.path("scope").isTextual() ? " (" + check.path("scope").asText() + ")" : "";
        JsonNode observed = check.path("observed");
        String text = check.path("metric").asText() + scope + " "
                + (observed.isNumber() ? shown(observed, check.path("threshold")) : "undefined")
                + comparison(check, held)
                + (check.has("lower")
                        ? " (" + (check.has("allowed_regression") ? "the gain" : "it") + " lies between "
                                + check.path("lower") + " and " + check.path("upper") + " at " + check.path("level")
                                + ")"
                        : "")
                + (check.path("proves_nothing").asBoolean() ? ", which proves nothing" + guesses(check) : "");
        return new CheckDescription(check.path("check").asText() + scope, held, text);
    }

    /** What the threshold has to exclude to prove something. */
    private static String guesses(JsonNode check) {
        JsonNode constant = check.path("constant_score");
        JsonNode random = check.path("random_order");
        return constant.isNumber() && random.isNumber()
                ? ": on these rows a constant score has " + Figures.of(constant.decimalValue())
                        + ", a random order of the rows " + Figures.of(random.decimalValue())
                : "";
    }

    /** As its profile has the threshold, but for the zeros after the point of a count. */
    private static String comparison(JsonNode check, boolean held) {
        JsonNode threshold = check.path("threshold");
        if (!threshold.isNumber()) {
            return check.has("allowed_regression")
                    ? " has no threshold: the champion's "
                            + check.path("metric").asText() + " is undefined"
                    : " has no threshold";
        }
        return (held ? " is " : " is not ") + check.path("operator").asText() + " "
                + threshold.decimalValue().stripTrailingZeros().toPlainString();
    }

    /** Never rounded onto the threshold that it misses. */
    private static String shown(JsonNode observed, JsonNode threshold) {
        return threshold.isNumber()
                ? Figures.besides(observed.decimalValue(), threshold.decimalValue())
                : Figures.of(observed.decimalValue());
    }
}
