package io.modelfactory.worker.console.action;

import io.modelfactory.worker.console.route.NavigationEntry;
import io.modelfactory.worker.console.route.PageView;
import io.modelfactory.worker.ledger.audit.ConsoleAction;

/** A request is on its way; the run's page shows what becomes of it. */
public record SentPage(SentRequest sent, ConsoleAction action) implements PageView {

    @Override
    public String template() {
        return "request-sent.jte";
    }

    @Override
    public String title() {
        return "Sent";
    }

    @Override
    public NavigationEntry navigation() {
        return NavigationEntry.RUNS;
    }
}
