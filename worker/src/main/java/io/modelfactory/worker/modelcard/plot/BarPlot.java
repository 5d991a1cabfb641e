package io.modelfactory.worker.modelcard.plot;

import io.modelfactory.worker.modelcard.text.MarkupWriter;
import java.util.List;

/** Bars from the longest to the shortest, each with its name in front of it. */
public record BarPlot(Axis x, List<Bar> bars) implements Plot {
    private static final double LEFT = 210;
    private static final double ROW = 22;
    private static final double BAR = 14;
    private static final double BOTTOM = 56;
    private static final double NAME_GAP = 8;
    private static final double BASELINE = 4;
    private static final int MAX_NAME_LENGTH = 26;

    public record Bar(String name, double value) {}

    public BarPlot {
        bars = List.copyOf(bars);
    }

    @Override
    public void draw(MarkupWriter out, String id, String title, String description) {
        double height = PlotFrame.TOP + ROW * bars.size() + BOTTOM;
        Axis rows = new Axis("", Math.max(1, bars.size()), 1, Axis.Unit.NUMBER);
        PlotFrame drawing =
                PlotFrame.start(out, new PlotFrame.PlotTitle(id, title, description), x, rows, LEFT, height);
        drawing.xAxis();
        double middle = PlotFrame.TOP + ROW / 2;
        for (Bar bar : bars) {
            drawing.text("tick", "end", LEFT - NAME_GAP, middle + BASELINE, shortened(bar.name()));
            drawing.box("first", LEFT, middle - BAR / 2, Math.max(0, drawing.x(bar.value()) - LEFT), BAR);
            middle += ROW;
        }
        out.end();
    }

    /** A long name has its place in the table beside the plot. */
    private static String shortened(String name) {
        return name.codePointCount(0, name.length()) <= MAX_NAME_LENGTH
                ? name
                : name.substring(0, name.offsetByCodePoints(0, MAX_NAME_LENGTH - 1)) + "…";
    }
}
