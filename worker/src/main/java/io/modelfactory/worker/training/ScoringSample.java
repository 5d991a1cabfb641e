package io.modelfactory.worker.training;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.model.FeatureMatrix;

/**
 * The first test rows and the candidate's scores of them, to recognize the model by.
 *
 * @param rows a list of cells each; a missing value is null
 * @param scores one a row
 */
public record ScoringSample(ArrayNode rows, ArrayNode scores) {
    /** Enough rows to notice a model that is not the one that was evaluated, few enough to read. */
    private static final int SAMPLE_ROWS = 64;

    static ScoringSample of(FeatureMatrix rows, float[] scores) {
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
        return new ScoringSample(sampleRows, sampleScores);
    }
}
