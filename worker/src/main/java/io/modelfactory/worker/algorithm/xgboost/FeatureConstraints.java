package io.modelfactory.worker.algorithm.xgboost;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a model may not make of its features, by their names.
 *
 * @param monotone 1 of a feature with which the score must not fall, -1 of one with which it must not rise, 0 of one
 *     that is free
 * @param interactions groups of features; on a path through a tree there are only such of one group. None for no
 *     constraint; else a feature that is in no group stands alone
 */
record FeatureConstraints(SortedMap<String, Integer> monotone, List<List<String>> interactions) {
    private static final String MONOTONE = "monotone_constraints";
    private static final String INTERACTION = "interaction_constraints";
    static final List<String> NAMES = List.of(MONOTONE, INTERACTION);

    /** Takes them out of the given parameters. */
    static FeatureConstraints take(Map<String, JsonNode> given, List<String> problems) {
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
     * The constraints in XGBoost's words, by the places of the features.
     *
     * @throws FailureException {@code TRAINING_PROFILE_INVALID} if one names no feature, or orders categories
     */
    Map<String, Object> settings(List<EncodedFeature> features) {
        Map<String, Integer> places = new HashMap<>();
        features.forEach(feature -> places.put(feature.name(), places.size()));
        requireMeaningful(features, places);
        Map<String, Object> settings = new TreeMap<>();
        if (!monotone.isEmpty()) {
            settings.put(
                    MONOTONE,
                    features.stream()
                            .map(feature -> String.valueOf(monotone.getOrDefault(feature.name(), 0)))
                            .collect(Collectors.joining(",", "(", ")")));
        }
        if (!interactions.isEmpty()) {
            settings.put(
                    INTERACTION,
                    interactions.stream()
                            .map(group -> group.stream().map(places::get).toList())
                            .toList()
                            .toString());
        }
        return settings;
    }

    private void requireMeaningful(List<EncodedFeature> features, Map<String, Integer> places) {
        List<String> problems = new ArrayList<>();
        monotone.keySet().stream()
                .filter(name -> !places.containsKey(name))
                .forEach(name -> problems.add(MONOTONE + ": there is no feature " + name));
        features.stream()
                .filter(feature ->
                        feature.type() == FeatureType.CATEGORICAL && monotone.getOrDefault(feature.name(), 0) != 0)
                .forEach(
                        feature -> problems.add(MONOTONE + ": the categories of " + feature.name() + " have no order"));
        interactions.stream()
                .flatMap(List::stream)
                .filter(name -> !places.containsKey(name))
                .forEach(name -> problems.add(INTERACTION + ": there is no feature " + name));
        if (!problems.isEmpty()) {
            throw XgboostParameters.invalid(problems);
        }
    }
}
