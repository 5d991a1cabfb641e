package io.modelfactory.worker.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.launcher.LauncherInstallation.LauncherAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The three commands of the README's section "Your own data", as they are written, on the file that they name. */
class OwnDataIT {
    private static final Path README = Path.of("../README.md");
    private static final Path FILE = Path.of("src/test/resources/data/credit_data.csv");

    @TempDir
    private Path folder = Path.of("");

    @SuppressWarnings("NullAway.Init") // set before each test
    private LauncherInstallation mf;

    @BeforeEach
    void install() throws IOException {
        mf = LauncherInstallation.in(folder);
    }

    @AfterEach
    void stop() throws Exception {
        mf.stop();
    }

    @Test
    void threeCommandsLeadFromAFileToAPublishedBundle() throws Exception {
        Path elsewhere = Files.createDirectories(folder.resolve("some where"));
        Files.copy(FILE, elsewhere.resolve(FILE.getFileName()));
        List<String> commands = commands();
        assertThat(commands)
                .hasSize(3)
                .satisfiesExactly(
                        up -> assertThat(up).isEqualTo("deploy/mf up"),
                        add -> assertThat(add).startsWith("deploy/mf dataset add " + FILE.getFileName()),
                        train -> assertThat(train).startsWith("deploy/mf train "));

        for (String command : commands) {
            LauncherAnswer answer = mf.shell(elsewhere, command);

            assertThat(answer.exitCode()).as(command + ": " + answer.output()).isZero();
        }

        assertThat(mf.shell(elsewhere, "deploy/mf runs list").output()).contains("PUBLISHED");
        try (Stream<Path> bundles = Files.walk(mf.data().resolve("objects/registry/bundles"))) {
            assertThat(bundles).anyMatch(file -> file.endsWith("bundle_publication.json"));
        }
    }

    private static List<String> commands() throws IOException {
        return Files.readString(README)
                .replaceFirst("(?s).*\n## Your own data\n", "")
                .replaceFirst("(?s)^.*?\n```[a-z]*\n", "")
                .replaceFirst("(?s)\n```.*", "")
                .lines()
                .toList();
    }
}
