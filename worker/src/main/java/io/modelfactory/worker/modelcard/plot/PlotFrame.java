package io.modelfactory.worker.modelcard.plot;

import io.modelfactory.worker.modelcard.text.MarkupWriter;

/** The frame of a plot: an area with axes, in units of a drawing that the page scales to its own width. */
final class PlotFrame {
    static final double WIDTH = 640;
    static final double RIGHT = 38;
    static final double TOP = 18;

    private static final double BOTTOM = 68;
    private static final double TICK_GAP = 8;
    private static final double BASELINE = 4;

    /** Letters are up to 22 units high, where the page is narrow. */
    private static final double TICK_DROP = 28;

    private static final double TITLE_X = 24;
    private static final double CENT = 100;

    private final MarkupWriter out;
    private final Axis x;
    private final Axis y;
    private final double left;
    private final double height;

    private PlotFrame(MarkupWriter out, Axis x, Axis y, double left, double height) {
        this.out = out;
        this.x = x;
        this.y = y;
        this.left = left;
        this.height = height;
    }

    /** Starts the {@code svg} element; the caller ends it. */
    static PlotFrame start(MarkupWriter out, PlotTitle name, Axis x, Axis y, double left, double height) {
        out.start(
                "svg",
                "viewBox",
                "0 0 " + number(WIDTH) + " " + number(height),
                "role",
                "img",
                "aria-labelledby",
                name.id() + "-title " + name.id() + "-desc");
        out.element("title", name.title(), "id", name.id() + "-title");
        out.element("desc", name.description(), "id", name.id() + "-desc");
        return new PlotFrame(out, x, y, left, height);
    }

    /** What a plot is called. */
    record PlotTitle(String id, String title, String description) {}

    double x(double value) {
        return left + x.position(value) * (WIDTH - RIGHT - left);
    }

    double y(double value) {
        return bottom() - y.position(value) * (bottom() - TOP);
    }

    double bottom() {
        return height - BOTTOM;
    }

    void xAxis() {
        for (double tick : x.ticks()) {
            line("grid", x(tick), TOP, x(tick), bottom());
            text("tick", "middle", x(tick), bottom() + TICK_DROP, x.label(tick));
        }
        text("axis", "middle", (left + WIDTH - RIGHT) / 2, height - TICK_GAP, x.title());
    }

    void yAxis() {
        for (double tick : y.ticks()) {
            line("grid", left, y(tick), WIDTH - RIGHT, y(tick));
            text("tick", "end", left - TICK_GAP, y(tick) + BASELINE, y.label(tick));
        }
        double middle = (TOP + bottom()) / 2;
        out.element(
                "text",
                y.title(),
                "class",
                "axis",
                "text-anchor",
                "middle",
                "transform",
                "translate(" + number(TITLE_X) + " " + number(middle) + ") rotate(-90)");
    }

    void line(String style, double x1, double y1, double x2, double y2) {
        out.empty("line", "class", style, "x1", number(x1), "y1", number(y1), "x2", number(x2), "y2", number(y2));
    }

    void box(String style, double boxX, double boxY, double width, double boxHeight) {
        out.empty(
                "rect",
                "class",
                style,
                "x",
                number(boxX),
                "y",
                number(boxY),
                "width",
                number(width),
                "height",
                number(boxHeight));
    }

    void text(String style, String anchor, double textX, double textY, String text) {
        out.element("text", text, "class", style, "text-anchor", anchor, "x", number(textX), "y", number(textY));
    }

    /** A coordinate to a hundredth, without needless digits. */
    static String number(double coordinate) {
        long cents = Math.round(coordinate * CENT);
        String whole = Long.toString(Math.abs(cents) / 100);
        long rest = Math.abs(cents) % 100;
        String decimals = rest == 0 ? "" : rest % 10 == 0 ? "." + rest / 10 : "." + (rest < 10 ? "0" + rest : rest);
        return (cents < 0 ? "-" : "") + whole + decimals;
    }
}
