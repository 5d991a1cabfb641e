package io.modelfactory.worker.app.cli.dataset;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.answer.OutputOption;
import io.modelfactory.worker.app.cli.option.ReadOnlySessionOption;
import io.modelfactory.worker.app.cli.option.ScratchFolder;
import io.modelfactory.worker.app.wiring.ReadOnlySession;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.DataSize;
import io.modelfactory.worker.dataset.inspection.DatasetInspector;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.resolve.DatasetMaterialization;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code mf dataset contents}: what the files of a dataset in the store hold. */
@Command(
        name = "contents",
        description = {
            "Shows what the files of a dataset in the store hold, as inspect does of files.",
            "Reads them as its materialization declares; looks at no ledger and writes nothing."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            "0:all files can be read that are not left out",
            "1:a file cannot be read, or there is no such dataset; the message says why",
            ExitCode.USAGE_ERROR_HELP
        },
        footerHeading = "%nExamples:%n",
        footer = "  mf dataset contents platform_1/ofs/manifests/dm_credit.json")
final class DatasetContentsCommand implements Callable<Integer> {
    @Mixin
    private final ReadOnlySessionOption session = new ReadOnlySessionOption();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Parameters(paramLabel = "MANIFEST", description = "The reference of its manifest, as requests write it.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String manifest;

    @Option(
            names = "--memory-limit",
            paramLabel = "SIZE",
            defaultValue = DatasetInspectCommand.MEMORY_LIMIT,
            converter = DataSizeConverter.class,
            description = "Memory to read the files with, such as 512MB (default: ${DEFAULT-VALUE}).")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private DataSize memoryLimit;

    @Option(
            names = "--max-file-size",
            paramLabel = "SIZE",
            converter = DataSizeConverter.class,
            description = "Leave out larger files, such as 1GB (default: none is too large).")
    private Optional<DataSize> maxFileSize = Optional.empty();

    static final class DataSizeConverter implements ITypeConverter<DataSize> {
        @Override
        public DataSize convert(String text) {
            try {
                return new DataSize(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("'" + text + "' is no amount of memory such as 512MB or 1GiB");
            }
        }
    }

    @Override
    public Integer call() throws IOException {
        int exitCode = ExitCode.SUCCESS;
        try (ReadOnlySession open = session.open();
                ScratchFolder scratch = ScratchFolder.temporary(open.scratch())) {
            DatasetInspector inspector = open.datasets(scratch.path(), memoryLimit);
            DatasetMaterialization dataset = inspector.materialization(manifest);
            for (DataFile file : dataset.files()) {
                if (maxFileSize.filter(most -> most.bytes() < file.bytes()).isPresent()) {
                    String text = "left out: has " + file.bytes() + " bytes";
                    output.print(
                            Json.object().put("file", file.ref()).put("left_out", text),
                            () -> file.ref() + ": " + text);
                    continue;
                }
                try {
                    FileInspectionTable found = new FileInspectionTable(inspector.inspect(dataset, file));
                    output.print(found.document(), () -> found.text(output.columns()));
                } catch (FailureException refused) {
                    output.print(refusal(file.ref(), refused), () -> refused.code() + ": " + refused.getMessage());
                    exitCode = ExitCode.FAILED;
                }
            }
        }
        return exitCode;
    }

    /** A file that cannot be read, for programs. */
    static ObjectNode refusal(String file, FailureException refused) {
        return Json.object()
                .put("file", file)
                .set("error", Json.object().put("code", refused.code().name()).put("message", refused.getMessage()));
    }
}
