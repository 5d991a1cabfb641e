package io.modelfactory.worker.modelcard.page;

import java.util.List;

/** @param id unlike any other in the page; lower-case letters and hyphens */
public record CardSection(String id, String title, List<PageBlock> blocks) {
    public CardSection {
        blocks = List.copyOf(blocks);
    }
}
