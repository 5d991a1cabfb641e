package io.modelfactory.worker.modelcard.plot;

import io.modelfactory.worker.modelcard.text.MarkupWriter;
import java.util.List;

/** Bars from the longest to the shortest, each with its name above it, where a long name has space. */
public record BarPlot(Axis x, List<Bar> bars) implements Plot {
    private static final double LEFT = 14;
    private static final double ROW = 44;
    private static final double BAR = 14;
    private static final double BOTTOM = 68;
    private static final double NAME_GAP = 7;
    private static final int MAX_NAME_LENGTH = 42;

    public record Bar(String name, double value) {}

    public BarPlot {
        bars = List.copyOf(bars);
    }

    @Override
    public List<LegendEntry> legend() {
        return List.of();
    }

    @Override
    public void draw(MarkupWriter out, String id, String title, String description) {
        double height = PlotFrame.TOP + ROW * bars.size() + BOTTOM;
        Axis rows = Axis.covering("", Math.max(1, bars.size()), Axis.Unit.NUMBER);
        PlotFrame drawing =
                PlotFrame.start(out, new PlotFrame.PlotTitle(id, title, description), x, rows, LEFT, height);
        drawing.xAxis();
        double bottom = PlotFrame.TOP + ROW;
        for (Bar bar : bars) {
            double top = bottom - BAR - NAME_GAP / 2;
            drawing.text("name", "start", LEFT, top - NAME_GAP, shortened(bar.name()));
            drawing.box("first", LEFT, top, Math.max(0, drawing.x(bar.value()) - LEFT), BAR);
            bottom += ROW;
        }
        out.end();
    }

    /** The whole name has its place in the table beside the plot. */
    private static String shortened(String name) {
        return name.codePointCount(0, name.length()) <= MAX_NAME_LENGTH
                ? name
                : name.substring(0, name.offsetByCodePoints(0, MAX_NAME_LENGTH - 1)) + "\u2026";
    }
}
