package io.modelfactory.worker.dataset;

import java.util.List;

/**
 * What the execution record states of the rows, beside the split.
 *
 * @param labelCounts rows by label value, over all files and datasets
 */
public record DataSummary(List<LabelCount> labelCounts) {
    public DataSummary {
        labelCounts = List.copyOf(labelCounts);
    }
}
