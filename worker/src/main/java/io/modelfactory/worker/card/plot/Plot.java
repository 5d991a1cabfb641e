package io.modelfactory.worker.card.plot;

import io.modelfactory.worker.card.text.Markup;

/** Something that can be drawn into a page. */
public sealed interface Plot permits LinePlot, ColumnPlot, RankPlot {

    /**
     * Draws the plot as one {@code svg} element.
     *
     * @param id unlike any other in the page
     * @param title what is shown
     * @param description how to read it
     */
    void draw(Markup out, String id, String title, String description);
}
