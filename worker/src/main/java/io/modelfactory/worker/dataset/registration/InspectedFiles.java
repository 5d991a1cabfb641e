package io.modelfactory.worker.dataset.registration;

import io.modelfactory.worker.dataset.FileInspection;
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

    /** Stands for all where columns and dialect are concerned. */
    public FileInspection first() {
        return inspections.get(0);
    }

    /** Rows of all files. */
    long rows() {
        return inspections.stream().mapToLong(FileInspection::rows).sum();
    }
}
