package io.modelfactory.worker.app.cli.dataset;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Data files on the command line; a folder means the files in it, by name. */
final class DataFilesParameter {
    /** Hidden, and yet they say which files of a table count. */
    private static final Set<String> TABLE_FOLDERS = Set.of(".hoodie");

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "CSV (also .gz and .zst) or Parquet; of a folder all files in it, by name.")
    private final List<Path> given = new ArrayList<>();

    @Option(
            names = "--missing",
            paramLabel = "TEXT",
            description = "A text that means \"no value\", such as NA or -999, beside the empty text; repeatable.")
    private final List<String> missing = new ArrayList<>();

    List<String> missing() {
        return List.copyOf(missing);
    }

    /** @throws FailureException {@code DATASET_UNRESOLVED} if there is no such file, or none in a folder */
    List<Path> files() {
        List<Path> files = new ArrayList<>();
        for (Path path : given) {
            if (Files.isDirectory(path)) {
                files.addAll(in(path));
            } else if (Files.isReadable(path)) {
                files.add(path.toAbsolutePath());
            } else {
                throw new FailureException(
                        FailureCode.DATASET_UNRESOLVED, path + ": there is no such file, or it cannot be read");
            }
        }
        return files;
    }

    private static List<Path> in(Path folder) {
        try (Stream<Path> listed = Files.list(folder)) {
            List<Path> entries = listed.sorted().toList();
            requireNoFolder(folder, entries);
            List<Path> files = entries.stream()
                    .filter(Files::isRegularFile)
                    .filter(file -> !String.valueOf(file.getFileName()).startsWith("."))
                    .filter(file -> !String.valueOf(file.getFileName()).startsWith("_"))
                    .map(Path::toAbsolutePath)
                    .toList();
            if (files.isEmpty()) {
                throw new FailureException(FailureCode.DATASET_UNRESOLVED, folder + ": has no files");
            }
            return files;
        } catch (IOException e) {
            throw new TransientFaultException("cannot list " + folder, e);
        }
    }

    /** A part of the rows may lie in it, or it may say which files count, as the log of a table does. */
    private static void requireNoFolder(Path folder, List<Path> entries) {
        entries.stream()
                .filter(Files::isDirectory)
                .filter(found -> !String.valueOf(found.getFileName()).startsWith(".")
                        || TABLE_FOLDERS.contains(String.valueOf(found.getFileName())))
                .findFirst()
                .ifPresent(found -> {
                    throw new FailureException(
                            FailureCode.DATASET_INVALID,
                            folder + ": has the folder " + found.getFileName() + ", whose files are not looked at:"
                                    + " name the files or folders that have the rows; of a Delta, Hudi or Iceberg"
                                    + " table export the rows first, since not all of its files count");
                });
    }
}
