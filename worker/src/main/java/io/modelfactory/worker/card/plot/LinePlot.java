package io.modelfactory.worker.card.plot;

import io.modelfactory.worker.card.text.Markup;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Curves over two axes, and single points worth a word. */
public record LinePlot(Axis x, Axis y, List<Line> lines, List<Mark> marks) implements Plot {
    private static final double LEFT = 68;
    private static final double HEIGHT = 420;
    private static final double LABEL_GAP = 10;

    public record Point(double x, double y) {}

    public enum Style {
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

    public record Line(String name, Style style, List<Point> points) {}

    /** @param label written beside the point */
    public record Mark(String label, Point point) {}

    public LinePlot {
        lines = List.copyOf(lines);
        marks = List.copyOf(marks);
    }

    @Override
    public void draw(Markup out, String id, String title, String description) {
        Drawing drawing = Drawing.start(out, new Drawing.Named(id, title, description), x, y, LEFT, HEIGHT);
        drawing.xAxis();
        drawing.yAxis();
        // References first, so that what was measured lies on top of them.
        Stream.of(Style.REFERENCE, Style.DOTTED, Style.MEASURED)
                .flatMap(style -> lines.stream().filter(line -> line.style() == style))
                .forEach(line -> draw(out, drawing, line));
        marks.forEach(mark -> draw(out, drawing, mark));
        drawing.legend(lines.stream()
                .map(line -> new Drawing.Entry(line.name(), line.style().css(), true))
                .toList());
        out.end();
    }

    private static void draw(Markup out, Drawing drawing, Line line) {
        String points = line.points().stream()
                .map(point -> Drawing.number(drawing.x(point.x())) + "," + Drawing.number(drawing.y(point.y())))
                .collect(Collectors.joining(" "));
        out.empty("polyline", "class", line.style().css(), "points", points);
        if (line.style() == Style.DOTTED) {
            line.points().forEach(point -> dot(out, drawing, point, "4"));
        }
    }

    /** The label lies where the plot is: to the left of a point in its right half. */
    private void draw(Markup out, Drawing drawing, Mark mark) {
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

    private static void dot(Markup out, Drawing drawing, Point point, String radius) {
        out.empty(
                "circle",
                "class",
                "dot",
                "cx",
                Drawing.number(drawing.x(point.x())),
                "cy",
                Drawing.number(drawing.y(point.y())),
                "r",
                radius);
    }
}
