package io.modelfactory.worker.console.page;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Values beside each other, as a path of a picture of 160 by 28 units. */
final class Sparkline {
    private static final double WIDTH = 160;
    private static final double HEIGHT = 28;
    private static final double MARGIN = 3;

    private Sparkline() {}

    /** Empty for fewer than two values. */
    static String path(List<Double> values) {
        if (values.size() < 2) {
            return "";
        }
        double least = values.stream().mapToDouble(Double::doubleValue).min().orElse(0);
        double most = values.stream().mapToDouble(Double::doubleValue).max().orElse(1);
        double range = most > least ? most - least : 1;
        return IntStream.range(0, values.size())
                .mapToObj(i -> String.format(
                        Locale.ROOT,
                        "%.1f %.1f",
                        WIDTH * i / (values.size() - 1),
                        HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * (values.get(i) - least) / range))
                .collect(Collectors.joining(" L", "M", ""));
    }
}
