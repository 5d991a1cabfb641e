package io.modelfactory.worker.algorithm;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a training profile sets, once each of it is known to the algorithm and within its bounds. */
public final class HyperParameterValues {
    private final Map<String, JsonNode> given;

    private HyperParameterValues(Map<String, JsonNode> given) {
        this.given = given;
    }

    /**
     * @param known all that the algorithm takes
     * @throws FailureException {@code TRAINING_PROFILE_INVALID} naming every parameter that is unknown, missing or out
     *     of bounds; one that is known elsewhere by that name with the name to write
     */
    public static HyperParameterValues of(Map<String, JsonNode> given, List<HyperParameter> known) {
        return of(given, known, List.of(), List.of());
    }

    /**
     * As above, for an algorithm that takes what is no number beside.
     *
     * @param found problems with that
     * @param others what it is called
     */
    public static HyperParameterValues of(
            Map<String, JsonNode> given, List<HyperParameter> known, List<String> found, List<String> others) {
        List<String> problems = new ArrayList<>(found);
        new TreeMap<>(given).forEach((name, value) -> {
            Optional<HyperParameter> parameter =
                    known.stream().filter(one -> one.name().equals(name)).findFirst();
            if (parameter.isEmpty()) {
                problems.add(unknown(name, known, others));
            } else if (!parameter.get().accepts(value)) {
                problems.add(name + " must be " + parameter.get().expectation());
            }
        });
        known.stream()
                .filter(one -> one.isRequired() && !given.containsKey(one.name()))
                .forEach(one -> problems.add(one.name() + " is required"));
        if (!problems.isEmpty()) {
            throw new FailureException(
                    FailureCode.TRAINING_PROFILE_INVALID, "hyper_parameters: " + String.join("; ", problems));
        }
        return new HyperParameterValues(Map.copyOf(given));
    }

    public int whole(String name, int unset) {
        return value(name).map(JsonNode::intValue).orElse(unset);
    }

    public double number(String name, double unset) {
        return value(name).map(JsonNode::doubleValue).orElse(unset);
    }

    /** Empty if the profile does not set it. */
    public Optional<JsonNode> value(String name) {
        return Optional.ofNullable(given.get(name));
    }

    private static String unknown(String name, List<HyperParameter> known, List<String> others) {
        return known.stream()
                .filter(one -> one.otherNames().contains(name))
                .findFirst()
                .map(meant -> name + " is called " + meant.name() + " here")
                .orElseGet(() -> name + " is not known; known are "
                        + Stream.concat(known.stream().map(HyperParameter::name), others.stream())
                                .toList());
    }
}
