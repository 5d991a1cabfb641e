package io.modelfactory.worker.modelcard.plot;

import io.modelfactory.worker.modelcard.text.MarkupWriter;
import java.util.List;

/** Columns side by side over intervals of the x axis, one of each series in every interval. */
public record ColumnPlot(Axis x, Axis y, List<Series> series) implements Plot {
    private static final double LEFT = 98;
    private static final double HEIGHT = 440;
    private static final double GAP = 0.12;

    public enum SeriesStyle {
        FIRST,
        SECOND;

        private String css() {
            return this == FIRST ? "first" : "second";
        }
    }

    public record Column(double from, double to, double height) {}

    public record Series(String name, SeriesStyle style, List<Column> columns) {
        public Series {
            columns = List.copyOf(columns);
        }
    }

    public ColumnPlot {
        series = List.copyOf(series);
    }

    @Override
    public List<LegendEntry> legend() {
        return series.stream()
                .map(one -> new LegendEntry(one.name(), one.style().css()))
                .toList();
    }

    @Override
    public void draw(MarkupWriter out, String id, String title, String description) {
        PlotFrame drawing = PlotFrame.start(out, new PlotFrame.PlotTitle(id, title, description), x, y, LEFT, HEIGHT);
        drawing.xAxis();
        drawing.yAxis();
        for (int place = 0; place < series.size(); place++) {
            for (Column column : series.get(place).columns()) {
                draw(drawing, column, place);
            }
        }
        out.end();
    }

    private void draw(PlotFrame drawing, Column column, int place) {
        if (column.height() > 0) {
            double interval = drawing.x(column.to()) - drawing.x(column.from());
            double width = interval * (1 - GAP) / series.size();
            double top = drawing.y(column.height());
            drawing.box(
                    series.get(place).style().css(),
                    drawing.x(column.from()) + interval * GAP / 2 + place * width,
                    top,
                    width,
                    drawing.bottom() - top);
        }
    }
}
