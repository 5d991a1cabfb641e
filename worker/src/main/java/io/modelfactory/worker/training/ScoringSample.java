package io.modelfactory.worker.training;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.modelfactory.worker.model.SplitCoverage;
import io.modelfactory.worker.resolve.TrainingProfile.SampleSource;
import java.util.Optional;

/**
 * Some encoded rows and the candidate's scores of them, to recognize the model by, and to try a scorer of one's own on.
 *
 * @param source whose rows the first ones are
 * @param rows a list of cells each; a missing value is null
 * @param scores one a row, calibrated if the bundle is
 * @param inputs the same rows before encoding, if there are categories: their texts, some of them unknown to the model
 * @param opened what more there is if the model can be opened
 */
public record ScoringSample(
        SampleSource source, ArrayNode rows, ArrayNode scores, Optional<ArrayNode> inputs, Optional<Opened> opened) {

    /**
     * @param constructedFrom the first of the rows that were constructed from the model; they are no event's
     * @param coverage of all rows
     * @param margins one a row: the model's log-odds
     * @param contributions of all rows, or of the first ones if the trees are many and deep
     */
    public record Opened(int constructedFrom, SplitCoverage coverage, ArrayNode margins, Contributions contributions) {}

    /** @param rows what each feature adds to the margin, in the order of the features */
    public record Contributions(double expectedMargin, ArrayNode rows) {}
}
