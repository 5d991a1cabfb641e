package io.modelfactory.worker.algorithm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A number that a training profile may set for an algorithm.
 *
 * @param name as profiles write it
 * @param min smallest value, inclusive
 * @param max largest value, inclusive
 * @param whole whether it must be a whole number
 * @param unset what holds if a profile does not set it, in words; {@link #REQUIRED} if every profile must
 * @param otherNames by which this or another library knows it
 */
public record HyperParameter(
        String name, double min, double max, boolean whole, String unset, List<String> otherNames) {
    /** Value of {@code unset} of a parameter that every profile must set. */
    public static final String REQUIRED = "required";

    public HyperParameter {
        otherNames = List.copyOf(otherNames);
    }

    public static HyperParameter whole(String name, long min, long max, String unset, String... otherNames) {
        return new HyperParameter(name, min, max, true, unset, List.of(otherNames));
    }

    public static HyperParameter number(String name, double min, double max, String unset, String... otherNames) {
        return new HyperParameter(name, min, max, false, unset, List.of(otherNames));
    }

    boolean isRequired() {
        return REQUIRED.equals(unset);
    }

    boolean accepts(JsonNode value) {
        boolean kind = whole ? value.isIntegralNumber() && value.canConvertToInt() : value.isNumber();
        return kind && value.doubleValue() >= min && value.doubleValue() <= max;
    }

    /** What a value must be, in words. */
    public String expectation() {
        return whole
                ? "a whole number from " + (long) min + " to " + (long) max
                : "a number from " + min + " to " + max;
    }
}
