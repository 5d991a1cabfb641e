package io.modelfactory.worker.app.cli;

import io.modelfactory.worker.execution.StageFixture;
import io.modelfactory.worker.ledger.LedgerFixture;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/** Really trained runs that all tests of this package look at, and copies of their store to damage. */
final class TrainedRuns {
    static final TrainedRuns SHARED = new TrainedRuns();

    final StageFixture factory;
    final String published;
    final String gateFailed;
    final String unresolved;
    final String refusedRequest = "mf.inspect.refused";

    private TrainedRuns() {
        try {
            factory = new StageFixture(Files.createTempDirectory("inspected"), 2);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        published = factory.submitTrainBuild("mf.inspect.published", true);
        gateFailed =
                factory.submitTrainBuildWithProfile("governance_profile_strict_v0.yaml", "mf.inspect.gate.fail", true);
        unresolved =
                factory.submitTrainBuildWithProfile("governance_profile_unknown.yaml", "mf.inspect.unresolved", true);
        factory.submit(LedgerFixture.refusal(refusedRequest, "dataset_manifest_refs: is required"));
        factory.executeUntilFinished(published, gateFailed, unresolved);
        factory.archiveReceipts();
    }

    RunRecord publishedRun() {
        return factory.run(published);
    }

    /** A copy of the store, and a command line that takes it for the store. */
    StoreCopy copy(Path folder) throws IOException {
        return copyOf(factory, folder);
    }

    static StoreCopy copyOf(StageFixture factory, Path folder) throws IOException {
        Path root = folder.resolve("copy");
        try (Stream<Path> entries = Files.walk(factory.storeRoot)) {
            for (Path entry : entries.toList()) {
                Files.copy(entry, root.resolve(factory.storeRoot.relativize(entry)));
            }
        }
        return new StoreCopy(root, CommandLineFixture.under(folder, factory.databaseUrl(), root));
    }

    record StoreCopy(Path root, CommandLineFixture mf) {
        Path artifact(RunRecord run, String name) {
            return root.resolve(
                    Objects.requireNonNull(run.refs().get(name), name).ref());
        }

        /** Changes a document as a forger would. */
        void alter(Path file, String text, String other) throws IOException {
            String before = Files.readString(file);
            String after = before.replace(text, other);
            if (after.equals(before)) {
                throw new IllegalArgumentException(file + " does not say " + text);
            }
            Files.writeString(file, after);
        }
    }
}
