package io.modelfactory.worker.training;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.resolve.TrainingProfile.SampleSource;

/**
 * Some encoded rows and the candidate's scores of them, to recognize the model by.
 *
 * @param source whose rows they are
 * @param rows a list of cells each; a missing value is null
 * @param scores one a row
 */
public record ScoringSample(SampleSource source, ArrayNode rows, ArrayNode scores) {
    /** Enough rows to notice a model that is not the one that was evaluated, few enough to read. */
    static final int SAMPLE_ROWS = 64;

    /** @param rows of which the first {@link #SAMPLE_ROWS} are taken */
    static ScoringSample of(SampleSource source, FeatureMatrix rows, float[] scores) {
        ArrayNode sampleRows = Json.object().arrayNode();
        ArrayNode sampleScores = Json.object().arrayNode();
        for (int row = 0; row < Math.min(SAMPLE_ROWS, rows.rows()); row++) {
            ArrayNode cells = sampleRows.addArray();
            for (int column = 0; column < rows.columns(); column++) {
                float value = rows.value(row, column);
                if (Float.isNaN(value)) {
                    cells.addNull();
                } else {
                    cells.add(value);
                }
            }
            sampleScores.add(scores[row]);
        }
        return new ScoringSample(source, sampleRows, sampleScores);
    }
}
