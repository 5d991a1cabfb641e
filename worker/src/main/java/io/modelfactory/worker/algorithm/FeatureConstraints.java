package io.modelfactory.worker.algorithm;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a model may not make of its features, by their names.
 *
 * @param monotone 1 of a feature with which the score must not fall, -1 of one with which it must not rise, 0 of one
 *     that is free
 * @param interactions groups of features; on a path through a tree there are only such of one group. None for no
 *     constraint; else a feature that is in no group stands alone
 */
public record FeatureConstraints(SortedMap<String, Integer> monotone, List<List<String>> interactions) {
    public static final String MONOTONE = "monotone_constraints";
    public static final String INTERACTION = "interaction_constraints";
    public static final List<String> NAMES = List.of(MONOTONE, INTERACTION);

    public FeatureConstraints {
        monotone = Collections.unmodifiableSortedMap(new TreeMap<>(monotone));
        interactions = interactions.stream().map(List::copyOf).toList();
    }

    /**
     * Takes them out of the given parameters.
     *
     * @param problems to be added to
     */
    public static FeatureConstraints take(Map<String, JsonNode> given, List<String> problems) {
        SortedMap<String, Integer> monotone = new TreeMap<>();
        Optional.ofNullable(given.remove(MONOTONE)).ifPresent(value -> readMonotone(value, monotone, problems));
        List<List<String>> interactions = new ArrayList<>();
        Optional.ofNullable(given.remove(INTERACTION))
                .ifPresent(value -> readInteractions(value, interactions, problems));
        return new FeatureConstraints(monotone, interactions);
    }

    private static void readMonotone(JsonNode value, Map<String, Integer> monotone, List<String> problems) {
        if (!value.isObject()) {
            problems.add(MONOTONE + " must be -1, 0 or 1 by feature name");
        }
        value.properties().forEach(entry -> {
            JsonNode direction = entry.getValue();
            if (!direction.isIntegralNumber() || Math.abs(direction.asDouble()) > 1) {
                problems.add(MONOTONE + "." + entry.getKey() + " must be -1, 0 or 1");
            }
            monotone.put(entry.getKey(), direction.intValue());
        });
    }

    private static void readInteractions(JsonNode value, List<List<String>> interactions, List<String> problems) {
        boolean listOfLists = value.isArray() && !value.isEmpty();
        for (JsonNode group : value) {
            List<String> names = new ArrayList<>();
            group.forEach(name -> names.add(name.asText()));
            listOfLists &= group.isArray() && !names.isEmpty();
            interactions.add(names);
        }
        if (!listOfLists) {
            problems.add(INTERACTION + " must be a list of lists of feature names, none of them empty");
        }
    }

    /**
     * Refuses constraints that no model of these features can keep.
     *
     * @param features types by name
     * @throws FailureException {@code TRAINING_PROFILE_INVALID} if one names no feature, or orders categories
     */
    public void requireMeaningful(Map<String, FeatureType> features) {
        List<String> problems = new ArrayList<>();
        monotone.forEach((name, direction) -> {
            if (!features.containsKey(name)) {
                problems.add(MONOTONE + ": there is no feature " + name);
            } else if (direction != 0 && features.get(name) == FeatureType.CATEGORICAL) {
                problems.add(MONOTONE + ": the categories of " + name + " have no order");
            }
        });
        interactions.stream()
                .flatMap(List::stream)
                .filter(name -> !features.containsKey(name))
                .forEach(name -> problems.add(INTERACTION + ": there is no feature " + name));
        if (!problems.isEmpty()) {
            throw new FailureException(
                    FailureCode.TRAINING_PROFILE_INVALID, "hyper_parameters: " + String.join("; ", problems));
        }
    }

    /** As {@link #requireMeaningful(Map)}. */
    public void requireMeaningful(List<EncodedFeature> features) {
        Map<String, FeatureType> types = new HashMap<>();
        features.forEach(feature -> types.put(feature.name(), feature.type()));
        requireMeaningful(types);
    }

    /** The direction of each column, 0 of one that is free; empty if none is constrained. */
    public List<Integer> directions(List<EncodedFeature> features) {
        return monotone.isEmpty()
                ? List.of()
                : features.stream()
                        .map(feature -> monotone.getOrDefault(feature.name(), 0))
                        .toList();
    }

    /** The groups by the places of their columns; empty if none is constrained. */
    public List<List<Integer>> groups(List<EncodedFeature> features) {
        Map<String, Integer> places = new HashMap<>();
        features.forEach(feature -> places.put(feature.name(), places.size()));
        return interactions.stream()
                .map(group -> group.stream().map(places::get).toList())
                .toList();
    }
}
