package io.modelfactory.worker.console.action;

import io.modelfactory.worker.console.route.NavigationEntry;
import io.modelfactory.worker.console.route.PageView;

/**
 * A payload without its mask.
 *
 * @param position of the dead letter
 */
public record PayloadPage(String position, LetterPayload payload) implements PageView {

    @Override
    public String template() {
        return "payload.jte";
    }

    @Override
    public String title() {
        return "Payload";
    }

    @Override
    public NavigationEntry navigation() {
        return NavigationEntry.DEAD_LETTERS;
    }
}
