package io.modelfactory.worker.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.modelfactory.worker.deployment.Dockerfile.CopyInstruction;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

class SparkDockerfileTest {
    private static final String SPARK_HOME = "/opt/spark";

    private final Dockerfile dockerfile = Dockerfile.readSpark();
    private final Dockerfile worker = Dockerfile.read();

    @Test
    void everyBaseImageCanBePinnedAndTheJobIsBuiltAsTheWorkerIs() {
        assertThat(dockerfile.stageImages()).containsExactly("${BUILD_IMAGE}", "${SPARK_IMAGE}", "${WORKER_IMAGE}");
        assertThat(dockerfile.baseImages())
                .hasSize(3)
                .allSatisfy(image -> assertThat(image).contains(":").doesNotContain("latest"));
        assertThat(dockerfile.baseImages().get(0)).isEqualTo(worker.baseImages().get(0));
    }

    /** The driver runs with the worker's Java, and the executors with that of their image. */
    @Test
    void clusterAndWorkerHaveTheSameJavaAndTheReleaseThatTrainingsAreTestedOn() throws Exception {
        String release = Files.readString(Dockerfile.PROJECT.resolve("worker/spark/home/pom.xml"))
                .replaceAll("(?s).*<spark.version>([0-9.]+)</spark.version>.*", "$1");

        assertThat(dockerfile.baseImages().get(2)).startsWith("apache/spark:" + release + "-scala2.13-java17-");
        assertThat(worker.baseImages().get(2)).contains("java17");
    }

    @Test
    void theWorkersImageIsLeftAsItIsButForWhatADriverNeeds() {
        assertThat(dockerfile.copies())
                .extracting(CopyInstruction::from, CopyInstruction::source, CopyInstruction::target)
                .containsExactly(tuple("build", "/spark/", SPARK_HOME));
        assertThat(dockerfile.lastStage()).containsExactly("FROM", "COPY");
    }

    /** As a profile finds them that names neither {@code home} nor {@code job_jars}. */
    @Test
    void sparkAndTheJobLieWhereTheWorkerLooksForThem() {
        assertThat(worker.entryPoint()).contains("/opt/model-factory/mf-worker.jar");
        assertThat(dockerfile.arguments("RUN"))
                .anyMatch(run -> run.contains("mv worker/spark/home/target/jars /spark/jars")
                        && run.contains("mv worker/spark/target/job /spark/target/job"));
    }

    /** No Java image has OpenMP's runtime, and XGBoost's native code does not load without it. */
    @Test
    void executorsHaveTheRuntimeOfNativeThreads() {
        assertThat(dockerfile.arguments("RUN")).anyMatch(run -> run.contains("libgomp1"));
        assertThat(dockerfile.arguments("USER")).isEqualTo(List.of("root", "spark"));
    }
}
