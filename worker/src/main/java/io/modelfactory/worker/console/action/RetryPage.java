package io.modelfactory.worker.console.action;

import io.modelfactory.worker.console.route.NavigationEntry;
import io.modelfactory.worker.console.route.PageView;

/**
 * Asks why a run is to be published again.
 *
 * @param principal in whose name it will be asked
 */
public record RetryPage(RequestPlan plan, String principal) implements PageView {

    @Override
    public String template() {
        return "publish-retry.jte";
    }

    @Override
    public String title() {
        return "Publish again";
    }

    @Override
    public NavigationEntry navigation() {
        return NavigationEntry.RUNS;
    }
}
