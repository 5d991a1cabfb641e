package io.modelfactory.worker.app.worker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** What the project says about its meters: the catalogue, the alerting rules and the dashboard. */
final class ObservabilityFiles {
    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern CATALOGUE_ROW = Pattern.compile("(?m)^\\| `([a-z0-9_]+)` \\|");
    private static final Pattern HEADING = Pattern.compile("(?m)^## (\\S+)$");
    private static final Pattern NOT_A_METRIC =
            Pattern.compile("\"[^\"]*\"|\\{[^}]*}|\\[[^]]*]|\\b(?:by|on|without|ignoring) *\\([^)]*\\)");
    private static final Pattern NAME = Pattern.compile("\\b([a-z_]\\w*)\\b(?! *\\()");
    private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool");

    private ObservabilityFiles() {}

    /** The meters on the page, as a worker exports them. */
    static List<String> catalogue() {
        return groups(CATALOGUE_ROW, text("runbooks/metrics.md"));
    }

    /** The alerts that have a section. */
    static List<String> alertPages() {
        return groups(HEADING, text("runbooks/alerts.md"));
    }

    /** Expressions by the name of the alert, in the order of the file. */
    static Map<String, String> alerts() {
        Map<String, String> expressions = new LinkedHashMap<>();
        for (JsonNode group : document("deploy/observability/alerts.yaml").path("groups")) {
            for (JsonNode rule : group.path("rules")) {
                expressions.put(
                        rule.path("alert").textValue(), rule.path("expr").textValue());
            }
        }
        return expressions;
    }

    /** All expressions of the dashboard. */
    static List<String> dashboard() {
        List<String> expressions = new ArrayList<>();
        for (JsonNode panel : document("deploy/observability/dashboard.json").path("panels")) {
            panel.path("targets")
                    .forEach(target -> expressions.add(target.path("expr").textValue()));
        }
        return expressions;
    }

    /** What is left of an expression without its strings, labels, ranges, groupings, functions and operators. */
    static Set<String> metrics(String expression) {
        String names = NOT_A_METRIC.matcher(expression).replaceAll(" ");
        Set<String> metrics = new TreeSet<>(groups(NAME, names));
        metrics.removeAll(OPERATORS);
        if (metrics.isEmpty()) {
            throw new AssertionError("no metric in " + expression);
        }
        return metrics;
    }

    private static List<String> groups(Pattern pattern, String text) {
        return pattern.matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }

    private static JsonNode document(String file) {
        try {
            return new YAMLMapper().readTree(text(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(String file) {
        try {
            return Files.readString(PROJECT.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
