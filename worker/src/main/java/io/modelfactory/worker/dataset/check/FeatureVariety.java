package io.modelfactory.worker.dataset.check;

import io.modelfactory.worker.model.FeatureType;
import org.duckdb.DuckDBReadableVector;

/** Whether a feature has values, and different ones, in the rows that are looked at. */
final class FeatureVariety {
    private final FeatureType type;
    private boolean isMissing;
    private boolean isPresent;
    private boolean varies;
    private float firstNumber;
    private String firstText = "";

    FeatureVariety(FeatureType type) {
        this.type = type;
    }

    /** @param values looked at until two are different, or one is missing and another is not */
    void add(DuckDBReadableVector values, long rows) {
        for (int row = 0; row < rows && distinctUpToTwo() < 2; row++) {
            if (values.isNull(row)) {
                isMissing = true;
            } else if (type == FeatureType.NUMERIC) {
                addNumber(values.getFloat(row));
            } else {
                addText(values.getString(row));
            }
        }
    }

    private void addNumber(float number) {
        varies = isPresent && number != firstNumber;
        firstNumber = number;
        isPresent = true;
    }

    private void addText(String text) {
        varies = isPresent && !text.equals(firstText);
        firstText = text;
        isPresent = true;
    }

    /** 0 without a value, 1 with the same value in all rows, 2 otherwise. */
    int distinctUpToTwo() {
        if (!isPresent) {
            return 0;
        }
        return varies || isMissing ? 2 : 1;
    }
}
