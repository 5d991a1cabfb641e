package io.modelfactory.worker.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.launcher.LauncherInstallation.LauncherAnswer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The three commands of the README's section "Your own data", as they are written, on the file that they name; and the
 * platform that the first of them starts, until it is stopped and its data deleted.
 */
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
    void threeCommandsLeadFromAFileToAPublishedBundleAndDownKeepsItsData() throws Exception {
        Path elsewhere = Files.createDirectories(folder.resolve("some where"));
        Files.copy(FILE, elsewhere.resolve(FILE.getFileName()));
        List<String> commands = commands();
        assertThat(commands)
                .hasSize(3)
                .satisfiesExactly(
                        up -> assertThat(up).isEqualTo("deploy/mf up"),
                        add -> assertThat(add).startsWith("deploy/mf dataset add " + FILE.getFileName()),
                        train -> assertThat(train).startsWith("deploy/mf train "));

        List<LauncherAnswer> answers = new ArrayList<>();
        for (String command : commands) {
            LauncherAnswer answer = mf.shell(elsewhere, command);

            assertThat(answer.exitCode()).as(command + ": " + answer.output()).isZero();
            answers.add(answer);
        }

        assertThat(mf.shell(elsewhere, "deploy/mf runs list").output()).contains("PUBLISHED");
        try (Stream<Path> bundles = Files.walk(mf.data().resolve("objects/registry/bundles"))) {
            assertThat(bundles).anyMatch(file -> file.endsWith("bundle_publication.json"));
        }
        assertThat(answers.get(0).output())
                .contains(
                        "the worker takes requests",
                        mf.data().toString(),
                        "deploy/mf dataset add FILE",
                        "deploy/mf train NAME");
        assertThat(mf.run("config", "show").output())
                .contains(mf.data().resolve("profile.yaml").toString());
        assertThat(mf.run("health", "--ready").exitCode()).isZero();
        long process = platformProcess();
        assertThatASecondUpStartsNothing(process);
        assertThatDownKeepsTheDataUntilItIsToldToDeleteIt(process);
    }

    private void assertThatASecondUpStartsNothing(long process) throws Exception {
        LauncherAnswer second = mf.run("up", "--timeout", "400");

        assertThat(second.exitCode()).isZero();
        assertThat(second.output()).contains("It is up already");
        assertThat(platformProcess()).isEqualTo(process);
    }

    private void assertThatDownKeepsTheDataUntilItIsToldToDeleteIt(long process) throws Exception {
        LauncherAnswer down = mf.run("down");

        assertThat(down.exitCode()).isZero();
        assertThat(down.output()).contains("stopped in", "the data stays in " + mf.data());
        assertThat(ProcessHandle.of(process).filter(ProcessHandle::isAlive)).isEmpty();
        assertThat(mf.data().resolve("postgresql/postmaster.pid")).doesNotExist();
        assertThat(mf.stateFile()).doesNotExist();
        assertThat(mf.run("status").exitCode()).isEqualTo(1);
        assertThat(mf.run("down").output()).contains("nothing was running");
        assertThat(mf.run("down", "--delete-data").exitCode()).isEqualTo(2);
        assertThat(mf.data()).exists();
        assertThat(mf.run("down", "--delete-data", "--yes").exitCode()).isZero();
        assertThat(mf.data()).doesNotExist();
    }

    private long platformProcess() throws IOException {
        return Json.parse(Files.readAllBytes(mf.stateFile())).path("pid").asLong();
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
