package io.modelfactory.worker.app.cli.dataset;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.answer.OutputOption;
import io.modelfactory.worker.app.cli.option.ScratchFolder;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.dataset.inspection.FileInspection;
import io.modelfactory.worker.dataset.inspection.FileInspection.ColumnInspection;
import io.modelfactory.worker.dataset.inspection.FileInspector;
import io.modelfactory.worker.dataset.inspection.OpenQuestion;
import io.modelfactory.worker.dataset.registration.ColumnQuestions;
import io.modelfactory.worker.dataset.registration.RoleQuestions;
import io.modelfactory.worker.failure.FailureException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mf dataset inspect}: what data files hold. */
@Command(
        name = "inspect",
        description = {
            "Shows what data files hold: how they are written, their columns, and likely roles.",
            "Needs no profile and writes nothing."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            "0:all files can be read",
            "1:a file cannot be read; the message says why and what it looks like",
            ExitCode.USAGE_ERROR_HELP
        },
        footerHeading = "%nExamples:%n",
        footer = {"  mf dataset inspect transactions.csv", "  mf dataset inspect --missing NA --json parts/"})
final class DatasetInspectCommand implements Callable<Integer> {
    static final String MEMORY_LIMIT = "2GB";

    @Mixin
    private final OutputOption output = new OutputOption();

    @Mixin
    private final DataFilesParameter files = new DataFilesParameter();

    @Mixin
    private final CsvOptions csv = new CsvOptions();

    @Override
    public Integer call() throws IOException {
        int exitCode = ExitCode.SUCCESS;
        try (ScratchFolder scratch = ScratchFolder.temporary(Path.of(System.getProperty("java.io.tmpdir")))) {
            FileInspector inspector = new FileInspector(scratch.path(), MEMORY_LIMIT, files.missing());
            for (Path file : files.files()) {
                try {
                    FileInspection found = inspector.inspect(file, csv.given());
                    output.print(document(found), () -> text(found));
                } catch (FailureException refused) {
                    output.print(
                            DatasetContentsCommand.refusal(String.valueOf(file.getFileName()), refused),
                            () -> refused.code() + ": " + refused.getMessage());
                    exitCode = ExitCode.FAILED;
                }
            }
        }
        return exitCode;
    }

    private static ObjectNode document(FileInspection found) {
        ObjectNode document = new FileInspectionTable(found).document();
        document.set("likely", Json.tree(likely(found)));
        document.set("open_columns", Json.tree(openColumns(found)));
        return document;
    }

    /** What columns could be, by what they hold alone. */
    private record LikelyRoles(List<String> id, List<String> time, List<String> label) {}

    private static LikelyRoles likely(FileInspection found) {
        List<String> ids = new ArrayList<>();
        List<String> times = new ArrayList<>();
        List<String> labels = new ArrayList<>();
        for (ColumnInspection column : found.columns()) {
            if (column.times()) {
                times.add(column.name());
            } else if (column.isUnique(found.rows())) {
                ids.add(column.name());
            } else if (RoleQuestions.couldBeLabel(column)) {
                labels.add(column.name());
            }
        }
        return new LikelyRoles(ids, times, labels);
    }

    /** What {@code dataset add} will ask of columns that none of the likely roles explains. */
    private static List<OpenQuestion> openColumns(FileInspection found) {
        LikelyRoles roles = likely(found);
        return found.columns().stream()
                .filter(column -> !roles.id().contains(column.name())
                        && !roles.time().contains(column.name())
                        && !roles.label().contains(column.name()))
                .flatMap(column -> new ColumnQuestions(column, found.rows()).question().stream())
                .toList();
    }

    private String text(FileInspection found) {
        LikelyRoles likely = likely(found);
        return new FileInspectionTable(found).text(output.columns()) + System.lineSeparator()
                + "could be --id: " + orNone(likely.id()) + System.lineSeparator()
                + "could be --time or --label-time: " + orNone(likely.time()) + System.lineSeparator()
                + "could be --label: " + orNone(likely.label())
                + open(found);
    }

    /** What is shown above is read as the first of several answers. */
    private static String open(FileInspection found) {
        return found.open().stream()
                        .map(OpenQuestion::text)
                        .map(text -> System.lineSeparator() + "open: " + text)
                        .collect(Collectors.joining())
                + openColumns(found).stream()
                        .map(OpenQuestion::text)
                        .map(text -> System.lineSeparator() + "dataset add asks: " + text)
                        .collect(Collectors.joining());
    }

    private static String orNone(List<String> names) {
        return names.isEmpty() ? "none" : String.join(", ", names);
    }
}
