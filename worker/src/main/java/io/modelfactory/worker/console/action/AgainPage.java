package io.modelfactory.worker.console.action;

import io.modelfactory.worker.console.route.NavigationEntry;
import io.modelfactory.worker.console.route.PageView;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A request that is prefilled from a run, to be changed.
 *
 * @param fields as they will be asked
 * @param changed names of those that differ from the run's
 * @param principal in whose name it will be asked
 */
public record AgainPage(Map<String, String> fields, Set<String> changed, RequestPlan plan, String principal)
        implements PageView {
    public AgainPage {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        changed = Set.copyOf(changed);
    }

    @Override
    public String template() {
        return "request-again.jte";
    }

    @Override
    public String title() {
        return "Request again";
    }

    @Override
    public NavigationEntry navigation() {
        return NavigationEntry.RUNS;
    }
}
