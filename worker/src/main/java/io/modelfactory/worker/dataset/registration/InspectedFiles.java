package io.modelfactory.worker.dataset.registration;

import io.modelfactory.worker.dataset.inspection.FileInspection;
import java.nio.file.Path;
import java.util.List;

/**
 * Files of one format that are written alike, and what they hold.
 *
 * @param inspections one a file, in the same order
 */
public record InspectedFiles(List<Path> files, List<FileInspection> inspections) {

    public InspectedFiles {
        files = List.copyOf(files);
        inspections = List.copyOf(inspections);
    }

    /** Stands for all where names of columns and dialect are concerned: the first that has rows, if one has. */
    public FileInspection first() {
        return inspections.stream()
                .filter(inspection -> inspection.rows() > 0)
                .findFirst()
                .orElse(inspections.get(0));
    }

    /** For messages. */
    String name() {
        String first = inspections.get(0).file();
        return inspections.size() == 1 ? first : first + " and " + (inspections.size() - 1) + " more";
    }

    /** A column as each file has it that has values of it; as the first has it if none does. */
    List<ColumnQuestions> column(int index) {
        List<ColumnQuestions> all = inspections.stream()
                .map(inspection -> new ColumnQuestions(inspection.columns().get(index), inspection.rows()))
                .toList();
        List<ColumnQuestions> valued =
                all.stream().filter(each -> each.column().distinct() > 0).toList();
        return valued.isEmpty() ? all.subList(0, 1) : valued;
    }

    /** Rows of all files. */
    long rows() {
        return inspections.stream().mapToLong(FileInspection::rows).sum();
    }
}
