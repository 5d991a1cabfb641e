package io.modelfactory.worker.dataset.inspection;

import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.resolve.CsvDialect;
import io.modelfactory.worker.resolve.DatasetMaterialization.Format;
import java.util.List;
import java.util.Optional;

/**
 * What a data file holds, as it was found.
 *
 * @param csv how it is written, where it differs from the default; of a Parquet file the default
 * @param rows number of data rows
 * @param columns in the file's order
 * @param open what the file does not decide; it was read as the first choices say
 */
public record FileInspection(
        String file,
        Format format,
        CsvDialect csv,
        long rows,
        List<ColumnInspection> columns,
        List<OpenQuestion> open) {

    /**
     * A column over all rows.
     *
     * @param name as the file has it, or {@code #} and its position
     * @param type of its values in a feature; empty if it has no values or a type that a feature cannot have
     * @param storedType as the file says, such as {@code VARCHAR} or {@code DOUBLE}
     * @param missing rows without a value
     * @param distinct different values
     * @param times whether every value is a time in a form that is read without a declaration
     * @param examples the least and the greatest value as text; one if they are the same
     * @param noNumbers rows with a value that is no number
     * @param noNumberExamples the least and the greatest of those values; one if they are the same
     */
    public record ColumnInspection(
            String name,
            Optional<FeatureType> type,
            String storedType,
            long missing,
            long distinct,
            boolean times,
            List<String> examples,
            long noNumbers,
            List<String> noNumberExamples) {

        /** Whether it could identify the rows. */
        public boolean isUnique(long rows) {
            return missing == 0 && distinct == rows;
        }

        /** Whether most values are numbers, and the others few texts: marks of missing values, or names after all. */
        public boolean isNumbersButFor(long rows) {
            return noNumbers > 0 && noNumbers * 2 < rows - missing;
        }
    }
}
