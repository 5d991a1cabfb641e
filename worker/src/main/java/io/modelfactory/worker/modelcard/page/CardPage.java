package io.modelfactory.worker.modelcard.page;

import java.util.List;

/** @param layout names the form that the page has; other bytes for the same content are another layout */
public record CardPage(String layout, Headline headline, List<CardSection> sections) {
    public CardPage {
        sections = List.copyOf(sections);
    }
}
