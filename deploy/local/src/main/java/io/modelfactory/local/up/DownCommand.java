package io.modelfactory.local.up;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.modelfactory.local.up.PlatformStopper.StopOutcome;
import java.io.Console;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code deploy/mf down}: stops the platform in the background. */
@Command(
        name = "down",
        description = {
            "Stops the platform that `up` started; its data stays, and the next `up` continues with it.",
            "The run in progress gets some seconds to finish; if it does not, the next worker continues it."
        },
        sortOptions = false,
        exitCodeListHeading = UpCommandLine.EXIT_CODES,
        exitCodeList = {"0:nothing of it runs any more", "1:failed; the message says why", "2:wrong use"})
final class DownCommand implements Callable<Integer> {
    @Mixin
    private final DataOption target = new DataOption(XdgFolders.current());

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "Kill what has not stopped after this long (default: ${DEFAULT-VALUE} s).")
    private int timeoutSeconds;

    @Option(names = "--delete-data", description = "Delete the data folder, too. Asks first, unless --yes is given.")
    private boolean deleteData;

    @Option(names = "--yes", description = "Delete without asking.")
    private boolean yes;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec command;

    @Override
    public Integer call() {
        PlatformFolder folder = target.folder();
        if (deleteData && !yes && !isConfirmed(folder)) {
            command.commandLine().getOut().println("nothing was stopped or deleted");
            return UpCommandLine.FAILED;
        }
        long began = System.nanoTime();
        StopOutcome outcome =
                new PlatformStopper(folder, target.publicStateFile()).stop(Duration.ofSeconds(timeoutSeconds));
        double seconds = (System.nanoTime() - began) / 1e9;
        boolean deleted = deleteData && folder.deleteData();
        print(folder, outcome, seconds, deleted);
        return 0;
    }

    private boolean isConfirmed(PlatformFolder folder) {
        // Newer Java versions would have a console without a terminal, too.
        System.setProperty("jdk.console", "java.base");
        Optional<Console> terminal = Optional.ofNullable(System.console());
        if (terminal.isEmpty()) {
            throw new ParameterException(
                    command.commandLine(), "--delete-data asks on a terminal only; elsewhere it needs --yes");
        }
        String answer = terminal.get()
                .readLine(
                        "This deletes %s with all its datasets, runs and bundles. Type yes to go on: ", folder.root());
        return answer != null && answer.strip().equals("yes");
    }

    private void print(PlatformFolder folder, StopOutcome outcome, double seconds, boolean deleted) {
        if (target.json()) {
            command.commandLine()
                    .getOut()
                    .println(JsonNodeFactory.instance
                            .objectNode()
                            .put("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .put("data", folder.root().toString())
                            .put("deleted", deleted));
            return;
        }
        String what = switch (outcome) {
            case NOT_RUNNING -> "nothing was running";
            case REMAINS_STOPPED -> "stopped what a killed platform had left";
            case STOPPED -> String.format(Locale.ROOT, "stopped in %.1f s", seconds);
            case KILLED -> String.format(Locale.ROOT, "killed after %d s; what was committed is kept", timeoutSeconds);
        };
        command.commandLine().getOut().println(what + "; " + fate(folder, deleted));
    }

    private String fate(PlatformFolder folder, boolean deleted) {
        if (deleted) {
            return folder.root() + " is deleted";
        }
        if (deleteData) {
            return "its data is deleted; " + folder.root() + " stays, because other files are in it";
        }
        return folder.marker().exists() ? "the data stays in " + folder.root() : "there is no data in " + folder.root();
    }
}
