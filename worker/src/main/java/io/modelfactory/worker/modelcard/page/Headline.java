package io.modelfactory.worker.modelcard.page;

import io.modelfactory.worker.modelcard.page.PageBlock.Fact;
import java.util.List;

/**
 * The top of a page.
 *
 * @param kind of page
 * @param subject what exactly it is about
 * @param verdict in a word or two
 * @param points what is worth knowing first, a sentence each
 * @param figures the most important numbers
 * @param answers to the questions that the page is for
 */
public record Headline(
        String kind,
        String title,
        StyledText subject,
        StyledText verdict,
        List<String> points,
        List<Fact> figures,
        List<Fact> answers) {
    public Headline {
        points = List.copyOf(points);
        figures = List.copyOf(figures);
        answers = List.copyOf(answers);
    }
}
