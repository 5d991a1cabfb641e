package io.modelfactory.local.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code down --delete-data} asks on a terminal, here a pseudo terminal of {@code script}. */
class DeleteDataQuestionTest {
    @TempDir
    private Path temp = Path.of("");

    @Test
    void onlyAYesDeletes() throws Exception {
        PlatformFolder folder = new PlatformFolder(temp.resolve("data"));
        folder.prepare();

        String no = answered("y", folder, 1);

        assertThat(no)
                .contains(
                        "This deletes " + folder.root() + " with all its datasets, runs and bundles. Type yes to go on")
                .contains("nothing was stopped or deleted");
        assertThat(folder.root()).exists();

        String yes = answered("yes", folder, 0);

        assertThat(yes).contains("nothing was running; " + folder.root() + " is deleted");
        assertThat(folder.root()).doesNotExist();
    }

    /** What is shown when the user types a line. */
    private String answered(String line, PlatformFolder folder, int exitCode) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "no script(1) of util-linux");
        String command = String.join(
                " ",
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        "'" + System.getProperty("java.class.path") + "'",
                        UpCommandLine.class.getName(),
                        "down --delete-data --data",
                        "'" + folder.root() + "'"));
        Path shell = Files.writeString(temp.resolve("down.sh"), "exec " + command);
        ProcessBuilder builder =
                new ProcessBuilder("/usr/bin/script", "-qec", "sh " + shell, "/dev/null").redirectErrorStream(true);
        builder.environment().put("XDG_STATE_HOME", temp.resolve("state").toString());
        Process terminal = builder.start();
        terminal.getOutputStream().write((line + "\n").getBytes(StandardCharsets.US_ASCII));
        terminal.getOutputStream().flush();
        String shown = new String(terminal.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(terminal.waitFor(2, TimeUnit.MINUTES)).isTrue();
        assertThat(terminal.exitValue()).as(shown).isEqualTo(exitCode);
        return shown;
    }
}
