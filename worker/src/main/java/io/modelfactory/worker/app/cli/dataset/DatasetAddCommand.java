package io.modelfactory.worker.app.cli.dataset;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.answer.OutputOption;
import io.modelfactory.worker.app.cli.option.ProfileOption;
import io.modelfactory.worker.app.cli.option.RequesterOption;
import io.modelfactory.worker.app.cli.option.ScratchFolder;
import io.modelfactory.worker.app.wiring.StoreFactory;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.dataset.registration.DatasetRegistrar;
import io.modelfactory.worker.dataset.registration.InspectedFiles;
import io.modelfactory.worker.dataset.registration.RegisteredDataset;
import io.modelfactory.worker.dataset.summary.LabelCount;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.request.Authorisation;
import io.modelfactory.worker.resolve.CsvDialect;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code mf dataset add}: makes files a dataset that requests can refer to. */
@Command(
        name = "add",
        description = {
            "Adds data files to the store as a dataset, with its manifest and materialization.",
            "All rows pass the checks of a run first; if they do not, nothing is written. The same",
            "files and options add nothing twice. What files and options leave open is asked for on a",
            "terminal, and refused elsewhere with the option that answers it."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            "0:the dataset is in the store",
            "1:refused by the name that the message begins with; nothing was written",
            ExitCode.USAGE_ERROR_HELP
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  mf dataset add transactions.csv --label fraud --positive 1 --id tx --time at",
            "  mf dataset add parts/ --label y --positive yes --number-rows --label-asof 2026-01-31T00:00:00Z"
        })
final class DatasetAddCommand implements Callable<Integer> {
    private static final int MAX_LISTED = 20;

    @Mixin
    private final DataFilesParameter files = new DataFilesParameter();

    @Mixin
    private final DatasetOptions options = new DatasetOptions();

    @Mixin
    private final CsvOptions csv = new CsvOptions();

    @Mixin
    private final ProfileOption profile = new ProfileOption();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Mixin
    private final RequesterOption requester = new RequesterOption();

    private @Nullable ReadingOptions inspectedAs;
    private @Nullable InspectedFiles inspected;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        JsonSchemas schemas = new JsonSchemas();
        Configuration configuration = profile.load(schemas);
        String principal = requester.principal(configuration);
        new Authorisation(configuration.launcherPolicy().authorisation()).requireMayAddDatasets(principal);
        String platformRun =
                options.platformRun(configuration.profile().policy().requiredPlatformRunId());
        try (ScratchFolder scratch = ScratchFolder.temporary(
                        configuration.profile().wiring().training().scratch());
                ArtifactStore store = StoreFactory.openExisting(
                        configuration.profile().wiring().objectStore())) {
            DatasetRegistrar registrar = new DatasetRegistrar(
                    store,
                    schemas,
                    scratch.path(),
                    configuration.profile().wiring().training().rowMemory().toString(),
                    Clock.systemUTC().instant(),
                    output::progress);
            RegisteredDataset added = new AnsweredQuestions(spec, output)
                    .untilNothingIsOpen(() -> add(registrar, platformRun, principal));
            output.print(document(added), () -> text(added));
        }
        return ExitCode.SUCCESS;
    }

    /** Files are not looked at again as long as no answer changes how they are read. */
    private RegisteredDataset add(DatasetRegistrar registrar, String platformRun, String principal) {
        ReadingOptions asked = new ReadingOptions(files.files(), csv.given(), files.missing());
        if (inspected == null || !asked.equals(inspectedAs)) {
            inspected = registrar.inspect(asked.files(), asked.csv(), asked.missing());
            inspectedAs = asked;
        }
        return registrar.register(
                inspected, options.declaration(inspected.first(), platformRun, principal, files.missing()));
    }

    /** What decides how files are read. */
    private record ReadingOptions(List<Path> files, CsvDialect csv, List<String> missing) {}

    private static ObjectNode document(RegisteredDataset added) {
        return Json.object()
                .put("dataset_manifest_ref", added.manifestRef())
                .put("already_there", added.alreadyThere())
                .<ObjectNode>set("manifest", Json.tree(added.manifest()))
                .set("materialization", Json.tree(added.materialization()));
    }

    private static String text(RegisteredDataset added) {
        var features = added.manifest().featureDefinitionSet();
        return """
                %s %s
                  rows: %d; labels: %s; known as of %s
                  features: %s
                  feature_definition_set of a training profile: {feature_set_id: %s, feature_set_version: %s}
                  in a request: "platform_run_id": "%s", "dataset_manifest_refs": ["%s"]""".formatted(
                        added.manifestRef(),
                        added.alreadyThere() ? "was there already, unchanged" : "is in the store",
                        added.materialization().rowCount(),
                        labels(added),
                        added.manifest().labelBasis().labelAsofUtc().toInstant(),
                        features(added),
                        features.featureSetId(),
                        features.featureSetVersion(),
                        added.manifest().platformRunId(),
                        added.manifestRef());
    }

    private static String labels(RegisteredDataset added) {
        String counts = added.labels().stream()
                .map(label -> label.rows() + " rows " + label.value() + (label.positive() ? " (positive)" : ""))
                .collect(Collectors.joining(", "));
        return added.labels().stream().anyMatch(LabelCount::positive)
                ? counts
                : counts + ", none " + added.materialization().columns().positiveLabel()
                        + " (positive): no run can train on them alone";
    }

    /** By type, since a type that was found by the values is the owner's to confirm. */
    private static String features(RegisteredDataset added) {
        Map<FeatureType, List<String>> byType = added.materialization().columns().features().stream()
                .collect(Collectors.groupingBy(
                        Feature::type,
                        () -> new EnumMap<>(FeatureType.class),
                        Collectors.mapping(Feature::name, Collectors.toList())));
        return byType.entrySet().stream()
                .map(type -> type.getValue().size() + " " + type.getKey().name().toLowerCase(Locale.ROOT) + " ("
                        + type.getValue().stream().limit(MAX_LISTED).collect(Collectors.joining(", "))
                        + (type.getValue().size() > MAX_LISTED ? " and more)" : ")"))
                .collect(Collectors.joining(", "));
    }
}
