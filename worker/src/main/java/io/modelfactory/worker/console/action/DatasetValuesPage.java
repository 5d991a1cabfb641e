package io.modelfactory.worker.console.action;

import io.modelfactory.worker.console.DatasetInspection;
import io.modelfactory.worker.console.route.NavigationEntry;
import io.modelfactory.worker.console.route.PageView;

/**
 * What the files of a dataset hold, with the least and the greatest value of each column.
 *
 * @param ref of its manifest
 */
public record DatasetValuesPage(String ref, DatasetInspection inspection) implements PageView {

    @Override
    public String template() {
        return "dataset-values.jte";
    }

    @Override
    public String title() {
        return "Dataset";
    }

    @Override
    public NavigationEntry navigation() {
        return NavigationEntry.DATASETS;
    }
}
