package io.modelfactory.worker.app.cli.starter;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.answer.NewFile;
import io.modelfactory.worker.app.cli.answer.OutputOption;
import io.modelfactory.worker.app.starter.PlatformProfileCopy;
import io.modelfactory.worker.app.starter.StarterDataset;
import io.modelfactory.worker.app.starter.StarterProfiles;
import io.modelfactory.worker.app.starter.StarterRequest;
import io.modelfactory.worker.app.starter.WorkingFolder;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.Configuration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mf init}: a working folder for a dataset. */
@Command(
        name = "init",
        description = {
            "Writes a working folder for a dataset: profiles and a request, all explained.",
            "They are fitted to its rows, positives and columns. No file is replaced."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            "0:the files are written",
            "1:no such dataset, or its rows cannot be trained on; nothing was written",
            ExitCode.USAGE_ERROR_HELP
        },
        footerHeading = "%nExample:%n",
        footer = "  mf init fraud --dataset transactions; cd fraud; mf train")
public final class InitCommand implements Callable<Integer> {
    @Parameters(
            paramLabel = "DIR",
            arity = "0..1",
            description = "The folder, which is made if need be (default: the current one).")
    private Path folder = Path.of("");

    @Option(
            names = "--dataset",
            required = true,
            paramLabel = "DATASET",
            description = "The name of a dataset, or the reference of its manifest.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String dataset;

    @Mixin
    private final StarterOptions starter = new StarterOptions();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        requireNone(List.of(
                WorkingFolder.PLATFORM_PROFILE,
                WorkingFolder.TRAINING_PROFILE,
                WorkingFolder.GOVERNANCE_PROFILE,
                WorkingFolder.REQUEST));
        JsonSchemas schemas = new JsonSchemas();
        Configuration configuration = starter.profile().load(schemas);
        StarterDataset found = starter.dataset(dataset, configuration, schemas);
        PlatformProfileCopy copy =
                PlatformProfileCopy.of(starter.profile().chosen().file());
        Map<String, String> files = files(found, configuration);
        copy.text().ifPresent(text -> files.put(WorkingFolder.PLATFORM_PROFILE, text));
        Files.createDirectories(folder.toAbsolutePath());
        files.forEach((name, text) -> NewFile.write(folder.resolve(name), text));
        copy.reason().ifPresent(output::progress);
        ObjectNode document =
                Json.object().put("folder", folder.toAbsolutePath().normalize().toString());
        ArrayNode names = document.putArray("files");
        files.keySet().forEach(names::add);
        output.print(
                document,
                () -> "written to " + folder.toAbsolutePath().normalize() + ": " + String.join(", ", files.keySet())
                        + System.lineSeparator() + output.pastable().in("next: `mf train`, in that folder"));
        return ExitCode.SUCCESS;
    }

    private Map<String, String> files(StarterDataset found, Configuration configuration) {
        StarterProfiles profiles = new StarterProfiles(found);
        Map<String, String> files = new LinkedHashMap<>();
        files.put(WorkingFolder.TRAINING_PROFILE, profiles.training());
        files.put(WorkingFolder.GOVERNANCE_PROFILE, profiles.governance());
        files.put(
                WorkingFolder.REQUEST,
                StarterRequest.under(configuration)
                        .text(
                                found,
                                WorkingFolder.TRAINING_PROFILE,
                                WorkingFolder.GOVERNANCE_PROFILE,
                                starter.principal(configuration)));
        return files;
    }

    private void requireNone(List<String> names) {
        List<String> there = names.stream()
                .filter(name -> Files.exists(folder.resolve(name), LinkOption.NOFOLLOW_LINKS))
                .toList();
        if (!there.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    folder.toAbsolutePath().normalize() + " has " + String.join(", ", there)
                            + " already, and nothing is replaced; name another folder");
        }
    }
}
