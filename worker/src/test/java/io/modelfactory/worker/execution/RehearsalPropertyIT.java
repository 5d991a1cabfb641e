package io.modelfactory.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.ledger.lease.ClaimedRun;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.request.RunIdentity;
import io.modelfactory.worker.request.TrainBuildRequest;
import io.modelfactory.worker.request.TrainBuildRequestReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** A dry run and the worker judge the same inputs alike, whatever is wrong with them and however much of it. */
class RehearsalPropertyIT {
    private static final String DATA = StageFixture.RUN + "/ofs/datasets/dm_credit/";

    /** What may be wrong. */
    enum Flaw {
        NO_MANIFEST,
        NO_MATERIALIZATION,
        UNKNOWN_ALGORITHM,
        UNKNOWN_HYPER_PARAMETER,
        THRESHOLD_AT_THE_END_OF_ITS_RANGE,
        NO_DATA_FILE,
        ANOTHER_DATA_FILE
    }

    @Property(tries = 14, shrinking = ShrinkingMode.OFF)
    void whatTheDryRunSaysOfItsInputsTheWorkerSaysToo(@ForAll Flaw first, @ForAll Flaw second, @ForAll boolean sound)
            throws IOException {
        Path folder = Files.createTempDirectory("rehearsal");
        try (StageFixture factory = new StageFixture(folder, 1)) {
            if (!sound) {
                apply(factory, first);
                apply(factory, second);
            }
            factory.submitTrainBuild(
                    "request.0001",
                    false,
                    asked -> asked.put("training_config_ref", "profiles/training.yaml")
                            .put("governance_profile_ref", "profiles/governance.yaml"));
            writeProfiles(factory, sound ? List.of() : List.of(first, second));
            ClaimedRun claimed = factory.claim();

            Optional<FailureCode> rehearsed = failure(() -> rehearse(factory, claimed.run(), true));
            Optional<FailureCode> withoutRows = failure(() -> rehearse(factory, claimed.run(), false));
            Optional<FailureCode> built = failure(() -> factory.buildStage.build(claimed.run()));

            assertThat(rehearsed).isEqualTo(built);
            assertThat(built.isEmpty()).isEqualTo(sound);
            if (withoutRows.isPresent()) {
                assertThat(withoutRows).isEqualTo(built);
            }
        } finally {
            delete(folder);
        }
    }

    private static void rehearse(StageFixture factory, RunRecord run, boolean readData) {
        TrainBuildRequest request = TrainBuildRequestReader.read(run.request());
        factory.buildStage.rehearse(
                factory.resolver.resolve(
                        request,
                        RunIdentity.of(request),
                        run.executionStartedAt().orElseThrow(),
                        run.runConfigDigest().orElseThrow()),
                readData);
    }

    private static Optional<FailureCode> failure(Runnable action) {
        try {
            action.run();
            return Optional.empty();
        } catch (FailureException refused) {
            return Optional.of(refused.code());
        }
    }

    private static void apply(StageFixture factory, Flaw flaw) throws IOException {
        switch (flaw) {
            case NO_MANIFEST -> Files.deleteIfExists(factory.file(StageFixture.RUN + "/ofs/manifests/dm_credit.json"));
            case NO_MATERIALIZATION -> Files.deleteIfExists(factory.file(DATA + "materialization.json"));
            case NO_DATA_FILE -> Files.deleteIfExists(dataFile(factory));
            case ANOTHER_DATA_FILE -> Files.writeString(dataFile(factory), "a,b");
            case UNKNOWN_ALGORITHM, UNKNOWN_HYPER_PARAMETER, THRESHOLD_AT_THE_END_OF_ITS_RANGE -> {}
        }
    }

    private static Path dataFile(StageFixture factory) throws IOException {
        try (Stream<Path> files = Files.walk(factory.file(DATA))) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.endsWith("materialization.json"))
                    .findFirst()
                    .orElseGet(() -> factory.file(DATA + "another"));
        }
    }

    private static void writeProfiles(StageFixture factory, List<Flaw> flaws) throws IOException {
        String training = Files.readString(StageFixture.PROFILES.resolve("training_profile_credit_v0.yaml"));
        String governance = Files.readString(StageFixture.PROFILES.resolve("governance_profile_credit_v0.yaml"));
        if (flaws.contains(Flaw.UNKNOWN_ALGORITHM)) {
            training = training.replace("xgboost_hist", "no_such_algorithm");
        }
        if (flaws.contains(Flaw.UNKNOWN_HYPER_PARAMETER)) {
            training = training.replace("hyper_parameters:", "hyper_parameters:\n  no_such_parameter: 1");
        }
        if (flaws.contains(Flaw.THRESHOLD_AT_THE_END_OF_ITS_RANGE)) {
            governance = governance.replace("eval_thresholds:", "eval_thresholds:\n  min_recall: 0");
        }
        Path folder = Files.createDirectories(factory.file("profiles"));
        Files.writeString(folder.resolve("training.yaml"), training);
        Files.writeString(folder.resolve("governance.yaml"), governance);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
