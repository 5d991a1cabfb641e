package io.modelfactory.worker.console.page;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.modelfactory.worker.console.route.NavigationEntry;
import io.modelfactory.worker.console.route.PageView;
import io.modelfactory.worker.console.view.Show;
import io.modelfactory.worker.ledger.audit.AuditRecord;
import io.modelfactory.worker.ledger.audit.ConsoleActionRecord;
import io.modelfactory.worker.ledger.overview.AuditTrailQuery.ConfigurationChange;
import io.modelfactory.worker.ledger.overview.AuditTrailQuery.ReconciledPeriod;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What auditors look at, the latest first.
 *
 * @param filter the parameters of the query that are in effect
 * @param next address of the following page of references; empty if this is the last one
 * @param actions what people did on the console
 */
public record AuditPage(
        Map<String, String> filter,
        List<AuditRecord> references,
        Optional<String> next,
        List<ConfigurationChange> configurationChanges,
        List<ReconciledPeriod> reconciliations,
        List<ConsoleActionRecord> actions)
        implements PageView {

    public AuditPage {
        filter = Map.copyOf(filter);
        references = List.copyOf(references);
        configurationChanges = List.copyOf(configurationChanges);
        reconciliations = List.copyOf(reconciliations);
        actions = List.copyOf(actions);
    }

    @Override
    public String template() {
        return "audit.jte";
    }

    @Override
    public String title() {
        return "Audit";
    }

    @Override
    public NavigationEntry navigation() {
        return NavigationEntry.AUDIT;
    }

    @JsonIgnore
    public String value(String name) {
        return filter.getOrDefault(name, "");
    }

    /** The same references as a file. */
    @JsonIgnore
    public String export() {
        StringBuilder query = new StringBuilder("/audit/export");
        String separator = "?";
        for (String name : List.of("platform_run", "refused")) {
            if (filter.containsKey(name)) {
                query.append(separator).append(name).append('=').append(Show.url(value(name)));
                separator = "&";
            }
        }
        return query.toString();
    }
}
