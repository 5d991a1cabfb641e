package io.modelfactory.worker.console.action;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.console.DatasetInspection.InspectedColumn;
import io.modelfactory.worker.console.DatasetInspection.InspectedFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Takes what {@code dataset contents --json} says of each file, a line for a file, so that no value of a column is in
 * the output of the job, which every viewer may see. Bounded, whatever is said.
 */
final class InspectionLines implements Predicate<String> {
    private static final int MOST_FILES = 200;
    private static final int MOST_COLUMNS = 5_000;

    private final List<InspectedFile> files = new ArrayList<>();
    private int columns;
    private int leftOut;

    /** Whether the line is one of these; then it is taken. */
    @Override
    public synchronized boolean test(String line) {
        if (!line.startsWith("{")) {
            return false;
        }
        try {
            JsonNode said = Json.parse(line.getBytes(StandardCharsets.UTF_8));
            if (!said.path("file").isTextual()) {
                return false;
            }
            if (files.size() < MOST_FILES && columns + said.path("columns").size() <= MOST_COLUMNS) {
                columns += said.path("columns").size();
                files.add(file(said));
            } else {
                leftOut++;
            }
            return true;
        } catch (IOException noDocument) {
            return false;
        }
    }

    synchronized List<InspectedFile> files() {
        return List.copyOf(files);
    }

    /** Files of which nothing is kept, because they are too many, or have too many columns. */
    synchronized int leftOut() {
        return leftOut;
    }

    private static InspectedFile file(JsonNode said) {
        long rows = said.path("rows").asLong();
        List<InspectedColumn> columns = new ArrayList<>();
        said.path("columns").forEach(column -> columns.add(column(column, rows)));
        // The message of a refusal may quote a row.
        Optional<String> problem = said.path("left_out").isTextual()
                ? Optional.of(said.path("left_out").asText())
                : Optional.of(said.at("/error/code").asText("")).filter(code -> !code.isEmpty());
        return new InspectedFile(said.path("file").asText(), rows, columns, problem);
    }

    private static InspectedColumn column(JsonNode column, long rows) {
        List<String> values = new ArrayList<>();
        column.path("examples").forEach(value -> values.add(value.asText()));
        long missing = column.path("missing").asLong();
        long noNumbers = column.path("no_numbers").asLong();
        // As the command's own table has it.
        boolean mostlyNumbers = noNumbers > 0 && noNumbers * 2 < rows - missing;
        return new InspectedColumn(
                column.path("name").asText(),
                type(column, mostlyNumbers),
                missing,
                column.path("distinct").asLong(),
                mostlyNumbers ? noNumbers : 0,
                values);
    }

    private static String type(JsonNode column, boolean mostlyNumbers) {
        if (column.path("times").asBoolean()) {
            return "time";
        } else if (mostlyNumbers) {
            return "numeric";
        }
        return column.path("type").isTextual()
                ? column.path("type").asText().toLowerCase(Locale.ROOT)
                : column.path("stored_type").asText();
    }
}
