package io.modelfactory.worker.app.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.local.FreePorts;
import io.modelfactory.worker.app.doctor.DoctorFinding.Severity;
import io.modelfactory.worker.config.DataSize;
import io.modelfactory.worker.config.Wiring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is found without a cluster; the module of the job has one, and rehearses on it. */
class SparkCheckTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void withoutSparkTheClusterIsNotLookedFor() throws IOException {
        List<DoctorFinding> findings = check().examine();

        assertThat(findings).singleElement().satisfies(home -> {
            assertThat(home.verdict()).isEqualTo(Severity.FAIL);
            assertThat(home.fact()).isEqualTo("there is no Apache Spark in " + folder.resolve("home/jars"));
            assertThat(home.fix().orElseThrow()).contains("wiring.training.spark.home");
        });
    }

    @Test
    void theReleaseIsHeldAgainstTheOneThatTrainingsAreTestedOn() throws IOException {
        install("spark-core_2.13-4.0.4.jar");
        DoctorFinding tested = check().home(17);
        DoctorFinding newJava = check().home(25);
        Files.delete(folder.resolve("home/jars/spark-core_2.13-4.0.4.jar"));
        install("spark-core_2.13-4.1.0.jar");
        DoctorFinding newSpark = check().home(21);
        Files.delete(folder.resolve("home/jars/spark-core_2.13-4.1.0.jar"));
        install("spark-core_2.12-3.5.1.jar");
        DoctorFinding otherScala = check().home(17);

        assertThat(tested.verdict()).isEqualTo(Severity.OK);
        assertThat(tested.fact()).isEqualTo("Spark 4.0.4 for Scala 2.13 in " + folder.resolve("home") + ", Java 17");
        assertThat(newJava.verdict()).isEqualTo(Severity.WARN);
        assertThat(newSpark.verdict()).isEqualTo(Severity.WARN);
        assertThat(otherScala.verdict()).isEqualTo(Severity.FAIL);
        assertThat(otherScala.fix().orElseThrow()).contains("2.13");
    }

    @Test
    void aMasterThatDoesNotAnswerIsNamedWithItsSetting() throws IOException {
        install("spark-core_2.13-4.0.4.jar");
        Files.createFile(Files.createDirectories(folder.resolve("job")).resolve("mf-spark.jar"));

        DoctorFinding cluster = check().examine().get(1);

        assertThat(cluster.verdict()).isEqualTo(Severity.FAIL);
        assertThat(cluster.fact()).startsWith("CLUSTER_LOST: no master of spark://127.0.0.1:");
        assertThat(cluster.fix().orElseThrow()).contains("wiring.training.spark.master");
    }

    @Test
    void eachNameOfWhatAJobIsRefusedByHasItsFix() {
        assertThat(SparkCheck.fix("the Spark job \"model-factory doctor token 0\" failed: TOO_FEW_SLOTS: 1 of 4"))
                .contains("wiring.training.spark", "task_memory", "start_seconds");
        assertThat(SparkCheck.fix("NO_JOB_JAR: x is not there")).contains("wiring.training.spark.job_jars");
        assertThat(SparkCheck.fix("failed: NO_SHARED_FOLDER: node-1 cannot read /mnt"))
                .contains("wiring.training.spark.shards");
        assertThat(SparkCheck.fix("failed: UNENCRYPTED_COLLECTIVE: spark.ssl.enabled is set"))
                .contains("accept_unencrypted_collective");
        assertThat(SparkCheck.fix("something else")).isEqualTo("see runbooks/train-on-spark.md");
    }

    private void install(String jar) throws IOException {
        Files.createFile(Files.createDirectories(folder.resolve("home/jars")).resolve(jar));
    }

    private SparkCheck check() {
        Wiring.Spark spark = new Wiring.Spark(
                Optional.of("spark://127.0.0.1:" + FreePorts.find()),
                folder.resolve("home"),
                Optional.of(folder.resolve("shared").toString()),
                720,
                Optional.of(folder.resolve("job")),
                2,
                1,
                new DataSize("1GB"),
                60,
                Optional.of("127.0.0.1"),
                false);
        return new SparkCheck(
                new Wiring.Training(
                        1,
                        0,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        folder.resolve("scratch"),
                        "spark",
                        spark),
                Duration.ofSeconds(5));
    }
}
