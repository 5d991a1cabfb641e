package io.modelfactory.worker.app.worker;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page in Prometheus' text format, taken apart. */
record MetricsExposition(Set<String> families, List<Sample> samples) {
    private static final Pattern TYPE = Pattern.compile("# TYPE (\\S+) (\\S+)");
    private static final Pattern SAMPLE = Pattern.compile("([a-zA-Z_:][\\w:]*)(?:\\{(.*)})? (\\S+)");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    record Sample(String name, Map<String, String> labels, double value) {}

    static MetricsExposition parse(String page) {
        Set<String> families = new TreeSet<>();
        List<Sample> samples = page.lines()
                .peek(line -> {
                    Matcher type = TYPE.matcher(line);
                    if (type.matches()) {
                        families.add(type.group(1));
                    }
                })
                .filter(line -> !line.startsWith("#"))
                .map(MetricsExposition::sample)
                .toList();
        return new MetricsExposition(families, samples);
    }

    /** The sum over all series of that name whose labels contain these. */
    double value(String name, Map<String, String> labels) {
        List<Sample> found = samples.stream()
                .filter(sample -> sample.name().equals(name))
                .filter(sample -> sample.labels().entrySet().containsAll(labels.entrySet()))
                .toList();
        if (found.isEmpty()) {
            throw new AssertionError("there is no " + name + labels);
        }
        return found.stream().mapToDouble(Sample::value).sum();
    }

    double value(String name) {
        return value(name, Map.of());
    }

    /** All values that each label has, whatever the series. */
    Map<String, Set<String>> labelValues() {
        Map<String, Set<String>> values = new TreeMap<>();
        samples.forEach(sample -> sample.labels()
                .forEach((label, value) ->
                        values.computeIfAbsent(label, any -> new TreeSet<>()).add(value)));
        return values;
    }

    private static Sample sample(String line) {
        Matcher parts = SAMPLE.matcher(line);
        if (!parts.matches()) {
            throw new AssertionError("not a sample: " + line);
        }
        Map<String, String> labels = new TreeMap<>();
        if (parts.group(2) != null) {
            Matcher label = LABEL.matcher(parts.group(2));
            while (label.find()) {
                labels.put(label.group(1), label.group(2));
            }
        }
        return new Sample(parts.group(1), labels, number(parts.group(3)));
    }

    private static double number(String text) {
        return switch (text) {
            case "+Inf" -> Double.POSITIVE_INFINITY;
            case "-Inf" -> Double.NEGATIVE_INFINITY;
            default -> Double.parseDouble(text);
        };
    }
}
