package io.modelfactory.worker.dataset.inspection;

import io.modelfactory.worker.resolve.CsvDialect;
import java.util.List;

/**
 * How a CSV file is written, as far as it can be seen.
 *
 * @param dialect the likeliest
 * @param open what the file's first records, or its bytes, do not decide
 */
record DetectedDialect(CsvDialect dialect, List<OpenQuestion> open) {
    DetectedDialect {
        open = List.copyOf(open);
    }
}
