package io.modelfactory.worker.console.action;

import io.modelfactory.worker.console.route.NavigationEntry;
import io.modelfactory.worker.console.route.PageView;
import java.util.List;

/**
 * The dead letters that were chosen: these and no others are sent back, whatever comes in meanwhile.
 *
 * @param positions partition and offset of each
 */
public record ReplayPage(List<String> positions) implements PageView {
    public ReplayPage {
        positions = List.copyOf(positions);
    }

    @Override
    public String template() {
        return "replay.jte";
    }

    @Override
    public String title() {
        return "Send back";
    }

    @Override
    public NavigationEntry navigation() {
        return NavigationEntry.DEAD_LETTERS;
    }
}
