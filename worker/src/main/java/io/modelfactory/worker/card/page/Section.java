package io.modelfactory.worker.card.page;

import java.util.List;

/** @param id unlike any other in the page; lower-case letters and hyphens */
public record Section(String id, String title, List<Block> blocks) {
    public Section {
        blocks = List.copyOf(blocks);
    }
}
