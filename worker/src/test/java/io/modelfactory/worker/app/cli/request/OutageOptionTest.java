package io.modelfactory.worker.app.cli.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelfactory.worker.app.cli.CommandResult;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.option.DurationConverter;
import io.modelfactory.worker.app.cli.option.OutageOption;
import io.modelfactory.worker.app.wiring.CommandTimeout;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

class OutageOptionTest {
    /** With the option in a mixin of a mixin, as commands that send requests have it. */
    @Command
    private static final class Following {
        @Mixin
        private final SubmissionOptions options = new SubmissionOptions();
    }

    private static OutageOption parsed(String... arguments) {
        Following following = new Following();
        new CommandLine(following)
                .registerConverter(Duration.class, new DurationConverter())
                .parseArgs(arguments);
        return following.options.outage();
    }

    @Test
    void anOutageIsWaitedOutForAsLongAsAnyCommandWaitsForADependency() {
        assertThat(parsed("--wait").value()).isEqualTo(CommandTimeout.DEFAULT).isEqualTo(Duration.ofSeconds(15));
        assertThat(parsed("--wait", "--outage", "2m").value()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void oneAnswerIsWaitedForNoLongerThanAllThatBoundsTheCommand() {
        OutageOption longer = parsed("--wait", "--outage", "2m");

        assertThat(longer.oneAnswer(Optional.empty())).isEqualTo(CommandTimeout.DEFAULT);
        assertThat(longer.oneAnswer(Optional.of(Duration.ofSeconds(3)))).isEqualTo(Duration.ofSeconds(3));
        assertThat(parsed("--wait", "--outage", "2s").oneAnswer(Optional.of(Duration.ofHours(1))))
                .isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void aTimeThatIsTooShortAndOneWithoutFollowingAreUsageErrors() {
        assertThatThrownBy(() -> parsed("--wait", "--outage", "PT0.5S").value())
                .isInstanceOf(ParameterException.class)
                .hasMessage("--outage: must be at least 1s");
        CommandResult notWaiting = CommandResult.of("request", "train-build", "--outage", "9s", "request.json");
        assertThat(notWaiting.exitCode()).isEqualTo(ExitCode.USAGE_ERROR);
        assertThat(notWaiting.err()).contains("--outage needs --wait");
    }
}
