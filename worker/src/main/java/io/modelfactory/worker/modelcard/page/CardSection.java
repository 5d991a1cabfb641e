package io.modelfactory.worker.modelcard.page;

import java.util.List;

/**
 * A part of a page that readers can fold.
 *
 * @param id unlike any other in the page; lower-case letters and hyphens
 * @param unfolded whether it is shown at first
 */
public record CardSection(String id, String title, boolean unfolded, List<PageBlock> blocks) {
    public CardSection {
        blocks = List.copyOf(blocks);
    }
}
