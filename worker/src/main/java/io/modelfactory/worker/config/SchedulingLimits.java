package io.modelfactory.worker.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How all workers of one ledger share out what waits.
 *
 * @param maxConcurrentRunsPerScope runs at work for one target scope at the same time; as many as there are workers if
 *     empty
 * @param maxConcurrentRunsPerPlatformRun runs at work of one platform run, likewise
 * @param publishOnlyPriority at least this has a run that has only to be published, which takes seconds
 * @param intentPriorities of new runs by their intent; 0 for an intent that is not in it. A higher one is claimed first
 */
public record SchedulingLimits(
        Optional<Integer> maxConcurrentRunsPerScope,
        Optional<Integer> maxConcurrentRunsPerPlatformRun,
        int publishOnlyPriority,
        Map<String, Integer> intentPriorities) {
    private static final int DEFAULT_PUBLISH_ONLY_PRIORITY = 100;

    /** No limits, all intents alike. */
    public static final SchedulingLimits UNLIMITED =
            new SchedulingLimits(Optional.empty(), Optional.empty(), DEFAULT_PUBLISH_ONLY_PRIORITY, Map.of());

    public SchedulingLimits {
        intentPriorities = Map.copyOf(intentPriorities);
    }

    /** @param launcher the section of that name, which fits its schema */
    static SchedulingLimits of(JsonNode launcher) {
        JsonNode priorities = launcher.path("priorities");
        Map<String, Integer> intents = new TreeMap<>();
        priorities
                .path("intents")
                .properties()
                .forEach(
                        intent -> intents.put(intent.getKey(), intent.getValue().intValue()));
        return new SchedulingLimits(
                limit(launcher, "max_concurrent_runs_per_scope"),
                limit(launcher, "max_concurrent_runs_per_platform_run"),
                priorities.path("publish_only").asInt(DEFAULT_PUBLISH_ONLY_PRIORITY),
                intents);
    }

    private static Optional<Integer> limit(JsonNode launcher, String key) {
        return Optional.of(launcher.path(key)).filter(JsonNode::isInt).map(JsonNode::intValue);
    }

    /** @param intentKind as it is written in requests */
    public int priorityOf(String intentKind) {
        return intentPriorities.getOrDefault(intentKind, 0);
    }
}
