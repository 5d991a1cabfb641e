package io.modelfactory.worker.modelcard.page;

import io.modelfactory.worker.modelcard.page.PageBlock.Fact;
import java.util.List;

/**
 * The top of a page.
 *
 * @param kind of page
 * @param subject what exactly it is about
 * @param verdict in a word or two
 * @param figures the most important numbers
 * @param answers to the questions that the page is for
 */
public record Headline(
        String kind, String title, StyledText subject, StyledText verdict, List<Fact> figures, List<Fact> answers) {
    public Headline {
        figures = List.copyOf(figures);
        answers = List.copyOf(answers);
    }
}
