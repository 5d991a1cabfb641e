package io.modelfactory.worker.console.view;

import io.modelfactory.worker.console.live.TrainingCurves.CurvePoint;
import io.modelfactory.worker.console.live.TrainingCurves.SeenCurve;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A curve as the path of a picture of 600 by 140 units.
 *
 * @param path in SVG's notation
 */
public record CurvePath(String path, double greatest, double last) {
    private static final double WIDTH = 600;
    private static final double HEIGHT = 140;
    private static final double MARGIN = 8;

    /**
     * @param curve of at least one point
     * @param rounds that are planned; 0 if that is not known
     */
    public static CurvePath of(SeenCurve curve, int rounds) {
        List<CurvePoint> points = curve.points();
        double least = points.stream().mapToDouble(CurvePoint::value).min().orElseThrow();
        double greatest = points.stream().mapToDouble(CurvePoint::value).max().orElseThrow();
        int end = Math.max(rounds, points.get(points.size() - 1).round());
        String path = points.stream()
                .map(point -> String.format(
                        Locale.ROOT,
                        "%.1f %.1f",
                        WIDTH * point.round() / Math.max(1, end),
                        MARGIN
                                + (HEIGHT - 2 * MARGIN)
                                        * (greatest - point.value())
                                        / Math.max(1e-12, greatest - least)))
                .collect(Collectors.joining(" L", "M", ""));
        return new CurvePath(path, greatest, points.get(points.size() - 1).value());
    }
}
