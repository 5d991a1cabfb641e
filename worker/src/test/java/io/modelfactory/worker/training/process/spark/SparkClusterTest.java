package io.modelfactory.worker.training.process.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.modelfactory.local.FreePorts;
import io.modelfactory.worker.algorithm.ClusterTraining;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.AttemptFailedException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.progress.ProgressListener;
import io.modelfactory.worker.progress.RowsRead;
import io.modelfactory.worker.progress.TrainingRound;
import io.modelfactory.worker.progress.TrainingRound.ValidationMetric;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.apache.spark.deploy.SparkSubmit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A job seen from the process that submits it; the launcher is one that does as it is told. */
class SparkClusterTest {
    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void installLauncher() throws IOException {
        String name = SparkSubmit.class.getName().replace('.', '/') + ".class";
        Path jar = Files.createDirectories(folder.resolve("home/jars")).resolve("spark.jar");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                InputStream content = Objects.requireNonNull(SparkSubmit.class.getResourceAsStream("/" + name))) {
            out.putNextEntry(new JarEntry(name));
            content.transferTo(out);
        }
        Files.createFile(Files.createDirectories(folder.resolve("job")).resolve("mf-spark.jar"));
        Files.createFile(folder.resolve("job/library.jar"));
    }

    @Test
    void theModelComesBackAndRoundsAreReported() {
        List<TrainingRound> rounds = new ArrayList<>();

        byte[] model;
        try (ClusterTraining training = cluster("trains", 4).open()) {
            model = training.train(new ProgressListener() {
                @Override
                public void onRowsRead(RowsRead rows) {
                    throw new AssertionError("the rows were read before");
                }

                @Override
                public void onRound(TrainingRound round) {
                    rounds.add(round);
                }
            });
        }

        assertThat(rounds)
                .containsExactly(new TrainingRound(3, 7, Optional.of(new ValidationMetric("log_loss", 0.25))));
        assertThat(new String(model, StandardCharsets.UTF_8).lines())
                .contains("model-factory tr_1 token 4", "spark.task.maxFailures=1", "spark.executor.instances=2")
                .contains(folder.resolve("job/library.jar").toString())
                .noneMatch(argument -> argument.matches("(?i).*(password|secret|credential|key=).*"));
        assertNothingIsLeft();
    }

    @Test
    void whatTheJobIsRefusedByIsTheAttemptsFailure() {
        assertThatExceptionOfType(AttemptFailedException.class)
                .isThrownBy(() -> train("refuses"))
                .withMessage("the Spark job \"model-factory tr_1 token 4\" failed: UNENCRYPTED_COLLECTIVE: none");
        assertNothingIsLeft();
    }

    @Test
    void whatTheJobIsRefusedByEndsTheWritingOfItsShards() throws IOException {
        try (ClusterTraining training = cluster("refuses", 4).open()) {
            Path shard = Files.createFile(training.folder().resolve("train-0.rows"));

            await().untilAsserted(() -> assertThatExceptionOfType(AttemptFailedException.class)
                    .isThrownBy(() -> training.publish(shard))
                    .withMessageContaining("failed: UNENCRYPTED_COLLECTIVE: none"));
        }
        assertNothingIsLeft();
    }

    @Test
    void aDriverThatDiesFailsTheAttemptByName() {
        assertThatExceptionOfType(AttemptFailedException.class)
                .isThrownBy(() -> train("dies"))
                .withMessageContaining("DRIVER_LOST: its driver ended with exit code 9 before the model came");
        assertNothingIsLeft();
    }

    @Test
    void aDriverThatDiesAfterTheModelHasComeHasDoneItsWork() {
        try (ClusterTraining training = cluster("leaves", 4).open()) {
            assertThat(training.train(ProgressListener.none())).isEqualTo("model".getBytes(StandardCharsets.UTF_8));
        }
        assertNothingIsLeft();
    }

    /** The ledger's rules have the run tried again without counting the attempt. */
    @Test
    void thatTheClusterIsGoneIsNoFaultOfTheRun() throws IOException {
        assertThatExceptionOfType(TransientFaultException.class)
                .isThrownBy(() -> train("loses"))
                .withMessage("the Spark job \"model-factory tr_1 token 4\" failed: CLUSTER_LOST: it was ended");
        assertNothingIsLeft();
    }

    @Test
    void thatTheClusterHasNoRoomNowIsNoFaultOfTheRun() throws IOException {
        assertThatExceptionOfType(TransientFaultException.class)
                .isThrownBy(() -> train("full"))
                .withMessage("the Spark job \"model-factory tr_1 token 4\" failed: TOO_FEW_SLOTS: none");
        assertNothingIsLeft();
    }

    @Test
    void noRowIsWrittenForAClusterWhoseMastersDoNotAnswer() {
        String gone = "spark://127.0.0.1:" + FreePorts.find() + ",127.0.0.1:" + FreePorts.find();

        assertThatExceptionOfType(TransientFaultException.class)
                .isThrownBy(() -> cluster(gone, 4).open())
                .withMessageStartingWith(
                        "CLUSTER_LOST: no master of " + gone + " (wiring.training.spark.master) answers")
                .withMessageContaining("Connection refused");
        assertThat(folder.resolve("shared")).doesNotExist();
    }

    @Test
    void oneOfTheMastersIsEnough() throws IOException {
        try (ServerSocket active = new ServerSocket(0)) {
            String masters = "spark://127.0.0.1:" + FreePorts.find() + ",127.0.0.1:" + active.getLocalPort();

            cluster(masters, 4).open().close();
        }
        assertThatExceptionOfType(TransientFaultException.class)
                .isThrownBy(() -> cluster("spark://nowhere", 4).open())
                .withMessageContaining("nowhere: no host and port");
    }

    @Test
    void aJobInheritsNothingThatMayBeSecret() {
        try (ClusterTraining training = cluster("environment", 4).open()) {
            String names = new String(training.train(ProgressListener.none()), StandardCharsets.UTF_8);

            assertThat(System.getenv())
                    .as("what this process has, and its children need not")
                    .containsKey("HOME");
            assertThat(names.lines())
                    .contains("SPARK_HOME", "PATH", "OMP_WAIT_POLICY")
                    .isSubsetOf(
                            "PATH",
                            "LANG",
                            "LC_ALL",
                            "LC_CTYPE",
                            "TZ",
                            "LD_LIBRARY_PATH",
                            "MF_LOG_LEVEL",
                            "OMP_WAIT_POLICY",
                            "GOMP_SPINCOUNT",
                            "SPARK_HOME",
                            "SPARK_LOCAL_IP",
                            "SPARK_SCALA_VERSION");
        }
    }

    @Test
    void aNewClaimDeletesWhatThoseBeforeHaveLeftOfTheSameRun() throws IOException {
        List<String> kept = List.of("tr_1.token-5.a", "tr_1.token-0.b", "tr_2.token-1.c", "elsewhere");
        for (String name : kept) {
            Files.createDirectories(folder.resolve("shared").resolve(name));
        }
        Files.createFile(
                Files.createDirectories(folder.resolve("shared/tr_1.token-3.d")).resolve("train-0.rows"));

        try (ClusterTraining training = cluster("trains", 4).open()) {
            assertThat(training.folder().getFileName().toString()).startsWith("tr_1.token-4.");
        }

        assertThat(folder.resolve("shared")).isDirectoryContaining("glob:**elsewhere");
        assertThat(folder.resolve("shared"))
                .isDirectoryNotContaining("glob:**token-3**")
                .isDirectoryNotContaining("glob:**token-4**");
        assertThat(folder.resolve("shared").toFile().list()).containsExactlyInAnyOrderElementsOf(kept);
    }

    @Test
    void whatIsNotInstalledIsRefusedByName() throws IOException {
        Files.delete(folder.resolve("job/mf-spark.jar"));
        assertThatExceptionOfType(AttemptFailedException.class)
                .isThrownBy(() -> train("trains"))
                .withMessageContaining("NO_JOB_JAR")
                .withMessageContaining("wiring.training.spark.job_jars");
        Files.move(folder.resolve("home/jars"), folder.resolve("home/no-jars"));
        assertThatExceptionOfType(AttemptFailedException.class)
                .isThrownBy(() -> train("trains"))
                .withMessageContaining("NO_SPARK_HOME")
                .withMessageContaining("wiring.training.spark.home");
    }

    @Test
    void settingsReachTheTrainerProcessAsTheyAre() throws IOException {
        SparkSettings settings = settings("spark://host:7077");

        assertThat(Json.convert(Json.parse(Json.canonicalBytes(settings)), SparkSettings.class))
                .isEqualTo(settings);
    }

    private void train(String master) {
        try (ClusterTraining training = cluster(master, 4).open()) {
            training.train(ProgressListener.none());
        }
    }

    private SparkCluster cluster(String master, long token) {
        return new SparkCluster(settings(master), folder.resolve("scratch"), new JobTag("tr_1", token));
    }

    private SparkSettings settings(String master) {
        return new SparkSettings(
                master,
                folder.resolve("home").toString(),
                folder.resolve("shared").toString(),
                folder.resolve("job").toString(),
                2,
                1,
                2L << 30,
                60,
                Optional.of("127.0.0.1"),
                false);
    }

    private void assertNothingIsLeft() {
        assertThat(folder.resolve("shared")).isEmptyDirectory();
        assertThat(folder.resolve("scratch")).isEmptyDirectory();
    }
}
