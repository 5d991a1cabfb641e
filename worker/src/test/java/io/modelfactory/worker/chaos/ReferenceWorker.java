package io.modelfactory.worker.chaos;

import static org.awaitility.Awaitility.await;

import io.modelfactory.worker.app.worker.Worker;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * An undisturbed worker in an environment of its own. It executes runs of other environments again, under the same
 * pinned start and configuration, so that the bytes of both can be compared.
 */
final class ReferenceWorker implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    private final ChaosEnvironment environment;
    private final Worker worker;

    ReferenceWorker(String name) {
        this.environment = new ChaosEnvironment(name, "{}");
        this.worker = Worker.start(environment.configuration(), ChaosEnvironment.SCHEMAS);
    }

    /** Digests of all files that an undisturbed worker leaves of the run, by path. */
    Map<String, String> reproduce(ChaosScenario scenario, String runKey) {
        environment.dataset(scenario.ownDatasetId());
        environment
                .ledger()
                .enqueueStartedRun(
                        runKey,
                        ChaosEnvironment.PLATFORM_RUN_ID,
                        scenario.environment().ledger().run(runKey).pins());
        awaitRest(runKey);
        scenario.environment().ledger().publishOverride(runKey).ifPresent(granted -> {
            environment.ledger().overrideGate(runKey, granted);
            awaitRest(runKey);
        });
        return artifacts(environment.storeRoot(), runKey);
    }

    private void awaitRest(String runKey) {
        await(runKey + " in undisturbed execution")
                .atMost(TIMEOUT)
                .until(() -> !environment.ledger().run(runKey).claimable());
    }

    /** Digests of all files of a run in a store, by path: its own and those of its bundle in the registry. */
    static Map<String, String> artifacts(Path storeRoot, String runKey) {
        Map<String, String> digests = new TreeMap<>();
        Path trainRun = storeRoot.resolve(ChaosEnvironment.PLATFORM_RUN_ID + "/mf/train_runs/" + runKey);
        collect(
                storeRoot,
                storeRoot.resolve(ChaosEnvironment.PLATFORM_RUN_ID + "/mf/resolved_train_plan/" + runKey + ".json"),
                digests);
        collect(storeRoot, trainRun, digests);
        bundleId(trainRun).ifPresent(bundle -> {
            collect(storeRoot, storeRoot.resolve("registry/bundles").resolve(bundle), digests);
            collect(storeRoot, storeRoot.resolve("registry/events").resolve(bundle), digests);
        });
        return digests;
    }

    /** Empty if the run was not packed. */
    static Optional<String> bundleId(Path trainRun) {
        Path publication = trainRun.resolve("bundle/bundle_publication.json");
        if (!Files.exists(publication)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.parse(Files.readAllBytes(publication))
                    .path("bundle_id")
                    .asText());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void collect(Path storeRoot, Path from, Map<String, String> digests) {
        if (!Files.exists(from)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(from)) {
            List<Path> files = paths.filter(Files::isRegularFile).toList();
            for (Path file : files) {
                digests.put(storeRoot.relativize(file).toString(), Sha256.hex(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        worker.close();
        environment.close();
    }
}
