package io.modelfactory.worker.app.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.app.wiring.StoreFactory;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.dataset.registration.DatasetDeclaration;
import io.modelfactory.worker.dataset.registration.DatasetRegistrar;
import io.modelfactory.worker.dataset.registration.RegisteredDataset;
import io.modelfactory.worker.request.Authorisation;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mf dataset add}: makes files a dataset that requests can refer to. */
@Command(
        name = "add",
        description = {
            "Adds data files to the store as a dataset, with its manifest and materialization.",
            "All rows pass the checks of a run first; if they do not, nothing is written. The same",
            "files and options add nothing twice."
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
    @Mixin
    private final DataFilesParameter files = new DataFilesParameter();

    @Mixin
    private final DatasetOptions options = new DatasetOptions();

    @Mixin
    private final ProfileOption profile = new ProfileOption();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Mixin
    private final RequesterOption requester = new RequesterOption();

    @Override
    public Integer call() throws IOException {
        JsonSchemas schemas = new JsonSchemas();
        Configuration configuration = profile.load(schemas);
        String principal = requester.principal(configuration);
        new Authorisation(configuration.launcherPolicy().authorisation()).requireMayAddDatasets(principal);
        String platformRun =
                options.platformRun(configuration.profile().policy().requiredPlatformRunId());
        DatasetDeclaration declaration = options.declaration(platformRun, principal, files.missing());
        try (ScratchFolder scratch = ScratchFolder.temporary(
                        configuration.profile().wiring().training().scratch());
                ArtifactStore store = StoreFactory.openExisting(
                        configuration.profile().wiring().objectStore())) {
            DatasetRegistrar registrar = new DatasetRegistrar(
                    store,
                    schemas,
                    scratch.path(),
                    configuration.profile().wiring().training().memoryLimit().toString(),
                    Clock.systemUTC().instant(),
                    output::progress);
            RegisteredDataset added = registrar.register(files.files(), declaration);
            output.print(document(added), () -> text(added));
        }
        return ExitCode.SUCCESS;
    }

    private static ObjectNode document(RegisteredDataset added) {
        return Json.object()
                .put("dataset_manifest_ref", added.manifestRef())
                .put("already_there", added.alreadyThere())
                .<ObjectNode>set("manifest", Json.tree(added.manifest()))
                .set("materialization", Json.tree(added.materialization()));
    }

    private static String text(RegisteredDataset added) {
        String labels = added.labels().stream()
                .map(label -> label.rows() + " rows " + label.value() + (label.positive() ? " (positive)" : ""))
                .collect(Collectors.joining(", "));
        var features = added.manifest().featureDefinitionSet();
        return """
                %s %s
                  rows: %d; labels: %s; known as of %s
                  feature_definition_set of a training profile: {feature_set_id: %s, feature_set_version: %s}
                  in a request: "platform_run_id": "%s", "dataset_manifest_refs": ["%s"]""".formatted(
                        added.manifestRef(),
                        added.alreadyThere() ? "was there already, unchanged" : "is in the store",
                        added.materialization().rowCount(),
                        labels,
                        added.manifest().labelBasis().labelAsofUtc().toInstant(),
                        features.featureSetId(),
                        features.featureSetVersion(),
                        added.manifest().platformRunId(),
                        added.manifestRef());
    }
}
