package io.modelfactory.worker.console.action;

import io.modelfactory.worker.console.route.NavigationEntry;
import io.modelfactory.worker.console.route.PageView;
import io.modelfactory.worker.ledger.audit.ConsoleAction;

/**
 * Nothing was sent.
 *
 * @param reason by which code it was refused, and why
 */
public record RefusedPage(ConsoleAction action, String subject, String reason) implements PageView {

    @Override
    public String template() {
        return "action-refused.jte";
    }

    @Override
    public String title() {
        return "Refused";
    }

    @Override
    public NavigationEntry navigation() {
        return NavigationEntry.RUNS;
    }
}
