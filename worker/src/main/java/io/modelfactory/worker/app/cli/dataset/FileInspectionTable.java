package io.modelfactory.worker.app.cli.dataset;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.app.cli.answer.TextTable;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.dataset.inspection.FileInspection;
import io.modelfactory.worker.dataset.inspection.FileInspection.ColumnInspection;
import io.modelfactory.worker.resolve.CsvDialect;
import io.modelfactory.worker.resolve.DatasetMaterialization.Format;
import java.util.List;
import java.util.Locale;

/** What a data file holds, column by column, for people and for programs. */
record FileInspectionTable(FileInspection found) {
    ObjectNode document() {
        ObjectNode document = Json.objectTree(found);
        if (found.format() == Format.CSV) {
            document.set("written_as", Json.tree(writtenAs()));
        }
        return document;
    }

    /** @param width of the terminal; 0 if lines may have any length */
    String text(int width) {
        TextTable table = new TextTable("column", "type", "missing", "distinct", "least", "greatest");
        for (ColumnInspection column : found.columns()) {
            List<String> examples = column.examples();
            table.row(
                    column.name(),
                    type(column),
                    share(column.missing(), found.rows()),
                    String.valueOf(column.distinct()),
                    examples.isEmpty() ? "" : examples.get(0),
                    examples.isEmpty() ? "" : examples.get(examples.size() - 1));
        }
        return found.file() + ": " + found.rows() + " rows, "
                + found.columns().size() + " columns, "
                + found.format().name().toLowerCase(Locale.ROOT)
                + (found.format() == Format.CSV ? " written as " + Json.tree(writtenAs()) : "")
                + System.lineSeparator() + table.text(width);
    }

    private CsvDialect writtenAs() {
        return found.csv().complete(found.file());
    }

    private String type(ColumnInspection column) {
        String type =
                column.type().map(kind -> kind.name().toLowerCase(Locale.ROOT)).orElse(column.storedType());
        if (column.times()) {
            return "time";
        }
        return column.isNumbersButFor(found.rows())
                ? "numeric but " + String.join(", ", column.noNumberExamples())
                : type;
    }

    private static String share(long part, long rows) {
        return part == 0 ? "0" : String.format(Locale.ROOT, "%.2f %%", 100.0 * part / rows);
    }
}
