package io.modelfactory.worker.modelcard.plot;

import io.modelfactory.worker.modelcard.text.MarkupWriter;
import java.util.List;

/** Something that can be drawn into a page. */
public sealed interface Plot permits LinePlot, ColumnPlot, BarPlot {

    /**
     * What is drawn in which style.
     *
     * @param style a class of the page: {@code measured}, {@code reference}, {@code first} or {@code second}
     */
    record LegendEntry(String name, String style) {}

    /** Written beside the drawing, where it has the page's own letters and wraps. */
    List<LegendEntry> legend();

    /**
     * Draws the plot as one {@code svg} element.
     *
     * @param id unlike any other in the page
     * @param title what is shown
     * @param description how to read it
     */
    void draw(MarkupWriter out, String id, String title, String description);
}
