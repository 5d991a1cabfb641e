package io.modelfactory.worker.console.page;

import io.modelfactory.worker.console.route.NavigationEntry;
import io.modelfactory.worker.console.route.PageView;
import io.modelfactory.worker.ledger.overview.ManifestUse;
import java.util.List;

/**
 * The datasets of the runs that changed last.
 *
 * @param runsLookedAt of each state, at most
 */
public record DatasetsPage(List<ManifestUse> datasets, int runsLookedAt) implements PageView {
    public DatasetsPage {
        datasets = List.copyOf(datasets);
    }

    @Override
    public String template() {
        return "datasets.jte";
    }

    @Override
    public String title() {
        return "Datasets";
    }

    @Override
    public NavigationEntry navigation() {
        return NavigationEntry.DATASETS;
    }
}
