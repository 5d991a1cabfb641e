package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.app.cli.answer.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A command whose answer cannot be written has failed, and says so in a line. */
class LostOutputIT {
    private static final String NO_SPACE = "the output is lost: No space left on device";

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @ValueSource(
            strings = {"config show", "config digest --json", "--help", "--version", "help runs", "completion bash"})
    void whatCannotBeWrittenIsAFailure(String command) {
        CommandResult run = mf().shell("mf " + command + " > /dev/full");

        assertThat(run.exitCode()).as(run.toString()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).isEqualToIgnoringNewLines(NO_SPACE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"card", "card --html", "runs show", "runs events --json", "explain", "verify"})
    void soIsALostCardOrListing(String command) throws IOException {
        TrainedRuns runs = TrainedRuns.SHARED;
        CommandLineFixture own = CommandLineFixture.under(folder, runs.factory.databaseUrl(), runs.factory.storeRoot);

        CommandResult run =
                mf().shell("mf %s %s --profile %s > /dev/full".formatted(command, runs.published, own.profile()));

        assertThat(run.exitCode()).as(run.toString()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err().lines().toList()).last().isEqualTo(NO_SPACE);
    }

    @Test
    void aReaderThatHasSeenEnoughIsNoNews() {
        CommandResult run = mf().shell("mf help runs list | head -1; exit ${PIPESTATUS[0]}");

        assertThat(run.out()).hasLineCount(1);
        assertThat(run.err()).isEmpty();
    }

    private CommandProcess mf() {
        return new CommandProcess(folder, Map.of("HOME", folder.toString()));
    }
}
