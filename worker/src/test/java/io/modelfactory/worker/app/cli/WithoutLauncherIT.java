package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.modelfactory.worker.ChildJvm;
import io.modelfactory.worker.app.Main;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The jar by itself on a terminal, as in a container: it takes the width from the shell, and sees that there is a
 * terminal.
 */
class WithoutLauncherIT {
    private static final int COLUMNS = 64;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void tablesFitTheTerminalAndStatesHaveColours() throws Exception {
        TrainedRuns runs = TrainedRuns.SHARED;
        CommandLineFixture mf = CommandLineFixture.under(folder, runs.factory.databaseUrl(), runs.factory.storeRoot);

        String shown =
                onTerminal(List.of("runs", "list", "--profile", mf.profile().toString()));

        assertThat(shown).contains("\u001b[32mPUBLISHED\u001b[0m", "\u001b[31mFAIL\u001b[0m");
        assertFits(shown);
    }

    @Test
    void theHelpFitsToo() throws Exception {
        assertFits(onTerminal(List.of("runs", "list", "--help")));
    }

    private static void assertFits(String shown) {
        assertThat(shown.replaceAll("\u001b\\[[0-9;]*m", "").lines())
                .isNotEmpty()
                .allMatch(line -> line.length() <= COLUMNS);
    }

    private String onTerminal(List<String> command) throws IOException, InterruptedException {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/script")), "no script(1) of util-linux");
        List<String> line = new ArrayList<>(ChildJvm.ofThisClassPath(Main.class));
        line.addAll(command);
        Path shell = Files.writeString(
                folder.resolve("command.sh"),
                "export COLUMNS=" + COLUMNS + "\n"
                        + line.stream().map(word -> "'" + word + "'").collect(Collectors.joining(" ")));
        ProcessBuilder builder = new ProcessBuilder("/usr/bin/script", "-qec", "sh " + shell, "/dev/null")
                .redirectInput(new File("/dev/null"));
        builder.environment().remove("NO_COLOR");
        builder.environment().put("TERM", "xterm");
        builder.environment().put("XDG_STATE_HOME", folder.toString());
        Process terminal = builder.start();
        String shown = new String(terminal.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(terminal.waitFor()).as(shown).isZero();
        return shown;
    }
}
