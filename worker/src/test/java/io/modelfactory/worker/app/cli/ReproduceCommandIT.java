package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.algorithm.TrainingExecutor;
import io.modelfactory.worker.app.cli.CommandLineFixture.CapturedOutput;
import io.modelfactory.worker.execution.StageFixture;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.training.BuildExecutor;
import io.modelfactory.worker.training.InProcessBuildExecutor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReproduceCommandIT {
    private final TrainedRuns runs = TrainedRuns.SHARED;
    private final RunRecord run = runs.publishedRun();

    @TempDir
    private Path folder = Path.of("");

    private TrainedRuns.StoreCopy copy;

    @BeforeEach
    void copyStore() throws IOException {
        copy = runs.copy(folder);
    }

    @Test
    void aPublishedRunIsReproducedByteByByte() throws IOException {
        List<String> before = objects(copy.root());

        CapturedOutput outcome = copy.mf().run("reproduce", runs.published, "--json");

        JsonNode reproduction = outcome.documents().get(0);
        assertThat(reproduction.path("artifacts")).as(outcome.out()).hasSize(18 + 6);
        assertThat(reproduction.path("artifacts"))
                .allSatisfy(artifact ->
                        assertThat(artifact.path("verdict").asText()).isEqualTo("IDENTICAL"));
        assertThat(outcome.exitCode()).isZero();
        assertThat(objects(copy.root())).isEqualTo(before);
        assertThat(objects(folder.resolve("scratch")))
                .as("scratch that was left behind")
                .isEmpty();
    }

    /** Every artifact, under the bundle id of the run that trained elsewhere. */
    @Test
    void aRunThatTrainedInMemoryIsReproducedFromDiskAndTheOtherWay() throws IOException {
        assertIdentical(copy.mf().run("reproduce", runs.published, "--executor", "disk", "--json"));

        InProcessBuildExecutor builds =
                new InProcessBuildExecutor(TrainerRegistry.discover(), folder.resolve("rows"), 2, "500MB");
        BuildExecutor disk = (spec, wanted, progress) -> builds.start(spec, TrainingExecutor.DISK, wanted, progress);
        try (StageFixture factory = new StageFixture(folder.resolve("disk"), disk)) {
            String trained = factory.submitTrainBuild("mf.inspect.from.disk", true);
            factory.executeUntilFinished(trained);
            CommandLineFixture mf = CommandLineFixture.under(folder, factory.databaseUrl(), factory.storeRoot);

            assertIdentical(mf.run("reproduce", trained, "--executor", "memory", "--json"));
        }
    }

    private static void assertIdentical(CapturedOutput outcome) {
        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isZero();
        assertThat(outcome.documents().get(0).path("artifacts"))
                .hasSize(18 + 6)
                .allSatisfy(artifact ->
                        assertThat(artifact.path("verdict").asText()).isEqualTo("IDENTICAL"));
    }

    @Test
    void aRunThatFailedItsGateIsReproducedToo() {
        CapturedOutput outcome = copy.mf().run("reproduce", runs.gateFailed);

        assertThat(outcome.out()).contains("is reproduced", "it ended in GATE_FAIL, its repetition in GATE_FAIL");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void aRunThatFailedForItsInputsFailsTheSameWayAgain() {
        CapturedOutput outcome = copy.mf().run("reproduce", runs.unresolved);

        assertThat(outcome.out()).contains("its repetition in GOVERNANCE_PROFILE_UNRESOLVED");
        assertThat(outcome.exitCode()).isZero();
    }

    @Test
    void aPlantedDifferenceIsReported() throws IOException {
        copy.alter(copy.artifact(run, "eval_report"), "\"test_rows\":", "\"test_rows\":1");
        Files.write(copy.artifact(run, "model"), new byte[] {0}, StandardOpenOption.APPEND);
        Path kept = folder.resolve("kept");

        CapturedOutput outcome = copy.mf().run("reproduce", runs.published, "--keep", kept.toString());

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out())
                .containsPattern("DIFFERENT +.*model.ubj")
                .containsPattern("DIFFERENT +.*eval_report/er_")
                .contains("/metrics/test_rows: stored is 1", "is NOT reproduced");
        assertThat(kept.resolve(copy.root().relativize(copy.artifact(run, "model"))))
                .exists();
        assertThat(copy.mf()
                        .run("reproduce", runs.published, "--keep", kept.toString())
                        .exitCode())
                .as("a folder that is not empty")
                .isEqualTo(2);
    }

    @Test
    void changedInputsAreReportedBeforeTraining() throws IOException {
        Path manifest = copy.root().resolve(StageFixture.RUN + "/ofs/manifests/dm_credit.json");
        copy.alter(manifest, "\"feature_set_version\"", " \"feature_set_version\"");

        CapturedOutput outcome = copy.mf().run("reproduce", runs.published);

        assertThat(outcome.exitCode()).isEqualTo(1);
        assertThat(outcome.out()).contains("NOT_MADE", "INPUTS_CHANGED", "/datasets/0/manifest/");
    }

    @Test
    void aRunningRunCannotBeReproduced() throws IOException {
        try (StageFixture idle = new StageFixture(folder.resolve("idle"), 1)) {
            String waiting = idle.submitTrainBuild("mf.inspect.waiting", true);

            CapturedOutput outcome = CommandLineFixture.under(folder, idle.databaseUrl(), idle.storeRoot)
                    .run("reproduce", waiting);

            assertThat(outcome.exitCode()).isEqualTo(1);
            assertThat(outcome.err()).contains("INVALID_TRANSITION: " + waiting + ": is QUEUED and at work");
        }
    }

    private static List<String> objects(Path root) throws IOException {
        if (!Files.exists(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file + " " + file.toFile().length() + " "
                            + file.toFile().lastModified())
                    .sorted()
                    .toList();
        }
    }
}
