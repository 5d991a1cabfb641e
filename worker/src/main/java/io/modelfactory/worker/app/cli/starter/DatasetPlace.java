package io.modelfactory.worker.app.cli.starter;

import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.app.cli.option.ScratchFolder;
import io.modelfactory.worker.app.starter.DatasetFinder;
import io.modelfactory.worker.app.starter.StarterDataset;
import io.modelfactory.worker.app.wiring.StoreFactory;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.Wiring;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a dataset is looked up by its name. */
final class DatasetPlace {
    @Option(
            names = "--platform-run",
            paramLabel = "ID",
            description = "The platform run of the dataset (default: the one that the profile requires).")
    private Optional<String> platformRun = Optional.empty();

    StarterDataset find(String name, Configuration configuration, JsonSchemas schemas) throws IOException {
        Wiring wiring = configuration.profile().wiring();
        try (ScratchFolder scratch = ScratchFolder.temporary(wiring.training().scratch());
                ArtifactStore store = StoreFactory.openReadOnly(wiring.objectStore())) {
            return new DatasetFinder(
                            store,
                            schemas,
                            scratch.path(),
                            wiring.training().rowMemory().toString(),
                            Clock.systemUTC().instant())
                    .find(
                            name,
                            platformRun.or(
                                    () -> configuration.profile().policy().requiredPlatformRunId()));
        }
    }
}
