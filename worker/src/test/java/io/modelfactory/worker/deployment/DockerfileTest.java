package io.modelfactory.worker.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

class DockerfileTest {
    private final Dockerfile dockerfile = Dockerfile.read();

    @Test
    void everyBaseImageCanBePinned() {
        assertThat(dockerfile.stageImages()).containsExactly("${BUILD_IMAGE}", "${NATIVE_IMAGE}", "${RUNTIME_IMAGE}");
        assertThat(dockerfile.baseImages())
                .hasSize(3)
                .allSatisfy(image -> assertThat(image).contains(":").doesNotContain("latest"));
    }

    @Test
    void nativeLibrariesMatchTheRuntimesDebianRelease() {
        String runtime = dockerfile.baseImages().get(2);
        String release = runtime.replaceAll(".*debian(\\d+):.*", "$1");

        assertThat(dockerfile.baseImages().get(1)).isEqualTo("debian:" + release + "-slim");
        assertThat(dockerfile.environment().get("LD_LIBRARY_PATH"))
                .isEqualTo(dockerfile.workingDirectory() + "/native");
    }

    @Test
    void theImageRunsAsNonRootAndOwnsItsScratchOnly() {
        assertThat(dockerfile.user()).matches("[1-9]\\d+:[1-9]\\d+");
        assertThat(dockerfile.copies())
                .filteredOn(copy -> !copy.owner().isEmpty())
                .extracting(Dockerfile.CopyInstruction::target, Dockerfile.CopyInstruction::owner)
                .containsExactly(tuple(dockerfile.volume(), dockerfile.user()));
    }

    @Test
    void allThatIsWrittenLiesInTheVolume() throws Exception {
        List<String> options = Files.readAllLines(Dockerfile.PROJECT.resolve("deploy/image/jvm.options"));

        assertThat(dockerfile.environment().get("MF_SCRATCH")).startsWith(dockerfile.volume() + "/");
        assertThat(options)
                .contains("-Djava.io.tmpdir=" + dockerfile.volume(), "-XX:-UsePerfData")
                .anyMatch(option -> option.startsWith("-XX:ErrorFile=" + dockerfile.volume() + "/"));
    }

    @Test
    void theHealthCheckUsesTheImagesOwnProgram() {
        String jar = dockerfile.workingDirectory() + "/mf-worker.jar";

        assertThat(dockerfile.entryPoint())
                .containsExactly("/usr/bin/java", "@" + dockerfile.workingDirectory() + "/jvm.options", "-jar", jar);
        assertThat(dockerfile.command()).containsExactly("worker", "run");
        assertThat(dockerfile.healthCheck()).startsWith("/usr/bin/java").endsWith("-jar", jar, "health");
        assertThat(dockerfile.port()).isEqualTo(dockerfile.environment().get("MF_TELEMETRY_PORT"));
    }

    @Test
    void theImageSaysWhatItIsAndFromWhichSources() {
        assertThat(dockerfile.labels())
                .containsEntry("org.opencontainers.image.revision", "${REVISION}")
                .containsKeys("org.opencontainers.image.title", "org.opencontainers.image.licenses");
        assertThat(dockerfile.environment()).containsEntry("MF_RELEASE_ID", "git:${REVISION}");
    }

    @Test
    void theBuildSeesNoSecretsAndNoBuildResults() throws Exception {
        List<String> ignored = Files.readAllLines(Dockerfile.PROJECT.resolve(".dockerignore"));

        assertThat(ignored).contains("*", "**/target");
        assertThat(ignored)
                .filteredOn(line -> line.startsWith("!"))
                .doesNotContain("!deploy", "!.git", "!deploy/compose")
                .as("the migration job grants what it added")
                .contains("!deploy/database");
    }
}
