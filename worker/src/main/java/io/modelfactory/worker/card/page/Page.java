package io.modelfactory.worker.card.page;

import java.util.List;

/** @param layout names the form that the page has; other bytes for the same content are another layout */
public record Page(String layout, Headline headline, List<Section> sections) {
    public Page {
        sections = List.copyOf(sections);
    }
}
