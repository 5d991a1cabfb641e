package io.modelfactory.worker.console;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the files of a dataset hold, as they were looked at on this console.
 *
 * @param at when that was over
 * @param principal who asked for it
 * @param complete whether all files were read but those that are too large for this console
 * @param filesLeftOut files of which nothing is kept here, because all together have too many columns
 */
public record DatasetInspection(
        Instant at, String principal, boolean complete, List<InspectedFile> files, int filesLeftOut) {
    public DatasetInspection {
        files = List.copyOf(files);
    }

    /**
     * A file.
     *
     * @param rows 0 if it could not be read
     * @param problem why it was not read, in words that hold nothing of its content
     */
    public record InspectedFile(String file, long rows, List<InspectedColumn> columns, Optional<String> problem) {
        public InspectedFile {
            columns = List.copyOf(columns);
        }
    }

    /**
     * A column over all rows of its file.
     *
     * @param type such as {@code numeric}, {@code time}, or what the file says where it is none that a feature can have
     * @param missing rows without a value
     * @param distinct different values
     * @param notNumbers rows with a text, where most values are numbers
     * @param values the least and the greatest value, one if they are the same; empty where they are masked, or there
     *     is none
     */
    public record InspectedColumn(
            String name, String type, long missing, long distinct, long notNumbers, List<String> values) {
        public InspectedColumn {
            values = List.copyOf(values);
        }

        InspectedColumn masked() {
            return new InspectedColumn(name, type, missing, distinct, notNumbers, List.of());
        }
    }

    /** Without any value: it may be a person's. */
    public DatasetInspection masked() {
        return new DatasetInspection(
                at,
                principal,
                complete,
                files.stream()
                        .map(file -> new InspectedFile(
                                file.file(),
                                file.rows(),
                                file.columns().stream()
                                        .map(InspectedColumn::masked)
                                        .toList(),
                                file.problem()))
                        .toList(),
                filesLeftOut);
    }
}
