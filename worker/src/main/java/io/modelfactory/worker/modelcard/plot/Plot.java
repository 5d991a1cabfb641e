package io.modelfactory.worker.modelcard.plot;

import io.modelfactory.worker.modelcard.text.MarkupWriter;

/** Something that can be drawn into a page. */
public sealed interface Plot permits LinePlot, ColumnPlot, BarPlot {

    /**
     * Draws the plot as one {@code svg} element.
     *
     * @param id unlike any other in the page
     * @param title what is shown
     * @param description how to read it
     */
    void draw(MarkupWriter out, String id, String title, String description);
}
