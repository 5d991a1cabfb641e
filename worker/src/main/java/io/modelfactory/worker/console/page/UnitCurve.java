package io.modelfactory.worker.console.page;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Curves of shares, from 0 to 1 both ways, as paths of a picture of 300 by 260 units. */
final class UnitCurve {
    private static final double WIDTH = 300;
    private static final double HEIGHT = 260;

    private UnitCurve() {}

    /** @param points a list of objects, or a missing node; then the path is empty */
    static String path(JsonNode points, String x, String y) {
        List<String> path = new ArrayList<>();
        for (JsonNode point : points) {
            if (point.path(x).isNumber() && point.path(y).isNumber()) {
                path.add(String.format(
                        Locale.ROOT,
                        "%.1f %.1f",
                        WIDTH * point.path(x).asDouble(),
                        HEIGHT * (1 - point.path(y).asDouble())));
            }
        }
        return path.size() < 2 ? "" : "M" + String.join(" L", path);
    }
}
