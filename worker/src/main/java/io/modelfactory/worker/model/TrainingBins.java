package io.modelfactory.worker.model;

import java.util.List;

/**
 * What an algorithm sorted the values of the features into before it trained.
 *
 * @param recipe by which the bins were chosen
 * @param sampleRows training rows that they were chosen from
 * @param starts of each feature, in the order of the columns: of a number the smallest value of each bin, ascending;
 *     none of a categorical feature, whose categories are a bin each
 */
public record TrainingBins(String recipe, int sampleRows, List<List<Float>> starts) {
    public TrainingBins {
        starts = starts.stream().map(List::copyOf).toList();
    }
}
