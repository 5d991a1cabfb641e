package io.modelfactory.worker.modelcard.plot;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.modelcard.XmlDocuments;
import io.modelfactory.worker.modelcard.plot.Axis.Unit;
import io.modelfactory.worker.modelcard.plot.BarPlot.Bar;
import io.modelfactory.worker.modelcard.plot.ColumnPlot.Column;
import io.modelfactory.worker.modelcard.plot.ColumnPlot.Series;
import io.modelfactory.worker.modelcard.plot.LinePlot.Line;
import io.modelfactory.worker.modelcard.plot.LinePlot.MarkedPoint;
import io.modelfactory.worker.modelcard.plot.LinePlot.Point;
import io.modelfactory.worker.modelcard.plot.Plot.LegendEntry;
import io.modelfactory.worker.modelcard.text.MarkupWriter;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class PlotTest {
    private static final LinePlot LINES = new LinePlot(
            Axis.unitInterval("x"),
            Axis.unitInterval("y"),
            List.of(
                    new Line(
                            "model",
                            LinePlot.LineStyle.MEASURED,
                            List.of(new Point(0, 0), new Point(0.25, 0.5), new Point(1, 1))),
                    new Line("guessing", LinePlot.LineStyle.REFERENCE, List.of(new Point(0, 0), new Point(1, 1)))),
            List.of(new MarkedPoint("here", new Point(0.25, 0.5))));

    static Stream<Plot> plots() {
        return Stream.of(
                LINES,
                new ColumnPlot(
                        Axis.unitInterval("score"),
                        Axis.percentage("share"),
                        List.of(
                                new Series("no", ColumnPlot.SeriesStyle.FIRST, List.of(new Column(0, 0.5, 1))),
                                new Series("yes", ColumnPlot.SeriesStyle.SECOND, List.of(new Column(0.5, 1, 1))))),
                new BarPlot(Axis.covering("gain", 3, Unit.NUMBER), List.of(new Bar("a", 3), new Bar("b", 1))));
    }

    @ParameterizedTest
    @MethodSource("plots")
    void everyPlotHasATitleADescriptionAndNamedAxes(Plot plot) {
        Document svg = XmlDocuments.parsed(drawn(plot));
        Element root = svg.getDocumentElement();

        assertThat(root.getAttribute("role")).isEqualTo("img");
        assertThat(root.getAttribute("aria-labelledby")).isEqualTo("p-title p-desc");
        assertThat(XmlDocuments.texts(svg, "title")).containsExactly("What");
        assertThat(XmlDocuments.texts(svg, "desc")).containsExactly("How to read it");
        assertThat(XmlDocuments.attributes(svg, "text", "class")).contains("axis", "tick");
    }

    @ParameterizedTest
    @MethodSource("plots")
    void theSameNumbersGiveTheSameDrawingUnderAnyLocale(Plot plot) {
        Locale before = Locale.getDefault();
        String drawing = drawn(plot);
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG"));
            assertThat(drawn(plot)).isEqualTo(drawing).doesNotContain("NaN");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void aPointLiesWhereItsNumbersSay() {
        Document svg = XmlDocuments.parsed(drawn(LINES));

        // From 98 to 602 across, from 372 up to 18.
        assertThat(XmlDocuments.attributes(svg, "polyline", "points"))
                .contains("98,372 224,195 602,18", "98,372 602,18");
        assertThat(XmlDocuments.attributes(svg, "circle", "cx")).containsExactly("224");
        assertThat(XmlDocuments.texts(svg, "text")).contains("here", "x", "y", "0.2", "1");
        assertThat(LINES.legend())
                .containsExactly(new LegendEntry("model", "measured"), new LegendEntry("guessing", "reference"));
    }

    @Test
    void aBarNeverRunsBackwardsAndALongNameIsCut() {
        String name = "n".repeat(50);
        Document svg = XmlDocuments.parsed(
                drawn(new BarPlot(Axis.covering("gain", 0, Unit.NUMBER), List.of(new Bar(name, -1)))));

        assertThat(XmlDocuments.attributes(svg, "rect", "width")).containsExactly("0");
        assertThat(XmlDocuments.texts(svg, "text"))
                .contains("n".repeat(41) + "…")
                .doesNotContain(name);
    }

    @Test
    void coordinatesHaveNoMoreDigitsThanAreSeen() {
        assertThat(Stream.of(0.0, 12.0, 1.5, 1.05, 1.004, -0.25, -0.001).map(PlotFrame::number))
                .containsExactly("0", "12", "1.5", "1.05", "1", "-0.25", "0");
    }

    private static String drawn(Plot plot) {
        MarkupWriter out = new MarkupWriter();
        plot.draw(out, "p", "What", "How to read it");
        return out.toString();
    }
}
