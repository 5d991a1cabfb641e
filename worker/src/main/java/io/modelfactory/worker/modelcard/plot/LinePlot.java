package io.modelfactory.worker.modelcard.plot;

import io.modelfactory.worker.modelcard.text.MarkupWriter;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Curves over two axes, and single points worth a word. */
public record LinePlot(Axis x, Axis y, List<Line> lines, List<MarkedPoint> marks) implements Plot {
    private static final double LEFT = 98;
    private static final double HEIGHT = 440;
    private static final double LABEL_GAP = 10;

    public record Point(double x, double y) {}

    public enum LineStyle {
        /** What was measured. */
        MEASURED,
        /** What was measured, each point for itself. */
        DOTTED,
        /** What guessing gives, or would be perfect: there to compare with. */
        REFERENCE;

        private String css() {
            return this == REFERENCE ? "reference" : "measured";
        }
    }

    public record Line(String name, LineStyle style, List<Point> points) {}

    /** @param label written beside the point */
    public record MarkedPoint(String label, Point point) {}

    public LinePlot {
        lines = List.copyOf(lines);
        marks = List.copyOf(marks);
    }

    @Override
    public List<LegendEntry> legend() {
        return lines.stream()
                .map(line -> new LegendEntry(line.name(), line.style().css()))
                .toList();
    }

    @Override
    public void draw(MarkupWriter out, String id, String title, String description) {
        PlotFrame drawing = PlotFrame.start(out, new PlotFrame.PlotTitle(id, title, description), x, y, LEFT, HEIGHT);
        drawing.xAxis();
        drawing.yAxis();
        // References first, so that measured lines are drawn over them.
        Stream.of(LineStyle.REFERENCE, LineStyle.DOTTED, LineStyle.MEASURED)
                .flatMap(style -> lines.stream().filter(line -> line.style() == style))
                .forEach(line -> draw(out, drawing, line));
        marks.forEach(mark -> draw(out, drawing, mark));
        out.end();
    }

    private static void draw(MarkupWriter out, PlotFrame drawing, Line line) {
        String points = line.points().stream()
                .map(point -> PlotFrame.number(drawing.x(point.x())) + "," + PlotFrame.number(drawing.y(point.y())))
                .collect(Collectors.joining(" "));
        out.empty("polyline", "class", line.style().css(), "points", points);
        if (line.style() == LineStyle.DOTTED) {
            line.points().forEach(point -> dot(out, drawing, point, "4"));
        }
    }

    /** The label is on the inner side: to the left of a point in its right half. */
    private void draw(MarkupWriter out, PlotFrame drawing, MarkedPoint mark) {
        double at = drawing.x(mark.point().x());
        boolean leftHalf = x.position(mark.point().x()) < 0.5;
        dot(out, drawing, mark.point(), "5");
        drawing.text(
                "mark",
                leftHalf ? "start" : "end",
                leftHalf ? at + LABEL_GAP : at - LABEL_GAP,
                drawing.y(mark.point().y()) + (y.position(mark.point().y()) < 0.1 ? -LABEL_GAP : 2 * LABEL_GAP),
                mark.label());
    }

    private static void dot(MarkupWriter out, PlotFrame drawing, Point point, String radius) {
        out.empty(
                "circle",
                "class",
                "dot",
                "cx",
                PlotFrame.number(drawing.x(point.x())),
                "cy",
                PlotFrame.number(drawing.y(point.y())),
                "r",
                radius);
    }
}
