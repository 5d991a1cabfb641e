package io.modelfactory.worker.card.plot;

import io.modelfactory.worker.card.text.Markup;
import java.util.List;

/** Columns side by side over intervals of the x axis, one of each series in every interval. */
public record ColumnPlot(Axis x, Axis y, List<Series> series) implements Plot {
    private static final double LEFT = 68;
    private static final double HEIGHT = 500;
    private static final double GAP = 0.12;

    public enum Style {
        FIRST,
        SECOND;

        private String css() {
            return this == FIRST ? "first" : "second";
        }
    }

    public record Column(double from, double to, double height) {}

    public record Series(String name, Style style, List<Column> columns) {
        public Series {
            columns = List.copyOf(columns);
        }
    }

    public ColumnPlot {
        series = List.copyOf(series);
    }

    @Override
    public void draw(Markup out, String id, String title, String description) {
        Drawing drawing = Drawing.start(out, new Drawing.Named(id, title, description), x, y, LEFT, HEIGHT);
        drawing.xAxis();
        drawing.yAxis();
        for (int place = 0; place < series.size(); place++) {
            for (Column column : series.get(place).columns()) {
                draw(drawing, column, place);
            }
        }
        drawing.legend(series.stream()
                .map(one -> new Drawing.Entry(one.name(), one.style().css(), false))
                .toList());
        out.end();
    }

    private void draw(Drawing drawing, Column column, int place) {
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
