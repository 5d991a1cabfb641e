package io.modelfactory.worker.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.launcher.LauncherInstallation.LauncherAnswer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo, left running: of so few rows that it is over soon, whatever its scenarios come to. */
class DemoKeepIT {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void itsConsoleAnswersWhereItSaysUntilCtrlC() throws Exception {
        LauncherInstallation mf = LauncherInstallation.in(folder);
        Path data = folder.resolve("demo");

        LauncherAnswer demo = mf.interruptedOnce(
                shown ->
                        PrintedConsole.in(shown).filter(PrintedConsole::answers).isPresent(),
                "demo",
                "--keep",
                "--rows",
                "3000",
                "--data",
                data.toString());

        assertThat(demo.output()).contains("Everything keeps running; Ctrl-C stops it all");
        assertThat(PrintedConsole.in(demo.output()).filter(PrintedConsole::answers))
                .as("after Ctrl-C")
                .isEmpty();
        assertThat(data.resolve("postgresql")).isDirectory();
        assertThat(data.resolve("postgresql/postmaster.pid")).doesNotExist();
    }
}
