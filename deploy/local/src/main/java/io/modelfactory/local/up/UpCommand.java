package io.modelfactory.local.up;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code deploy/mf up}: the platform with a worker, in the background. */
@Command(
        name = "up",
        description = {
            "Starts Kafka, PostgreSQL, a schema registry and a worker in the background, on loopback ports of this"
                    + " machine, and returns when the worker takes requests. All commands find it by themselves.",
            "Its data lies in one folder and outlives it. If it is up already, this says so and where."
        },
        sortOptions = false,
        exitCodeListHeading = UpCommandLine.EXIT_CODES,
        exitCodeList = {
            "0:the worker takes requests",
            "1:failed; the message says why, and nothing is left running",
            "2:wrong use",
            "3:not ready in time; nothing is left running"
        })
final class UpCommand implements Callable<Integer> {
    private static final String HOME_PROPERTY = "mf.home";
    /** Below it a server needs rights that PostgreSQL gives up at its start. */
    private static final int MIN_PORT = 1024;

    private static final int MAX_PORT = 65_535 - PlatformPorts.COUNT;

    @Mixin
    private final DataOption target = new DataOption(XdgFolders.current());

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Use the ports N to N+4: Kafka and its controller, PostgreSQL, the registry, the worker's"
                    + " health (default: any that are free, the same at each start).")
    private @Nullable Integer port;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "180",
            description = "Give up when it has not started after this long (default: ${DEFAULT-VALUE} s).")
    private int timeoutSeconds;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec command;

    @Override
    public Integer call() throws InterruptedException {
        if (port != null && (port < MIN_PORT || port > MAX_PORT)) {
            throw new ParameterException(command.commandLine(), "--port: must be from " + MIN_PORT + " to " + MAX_PORT);
        }
        PrintWriter progress = target.json()
                ? command.commandLine().getErr()
                : command.commandLine().getOut();
        Path lockFile = target.publicStateFile().resolveSibling("up.lock");
        return StartLock.whileHeld(lockFile, progress, () -> start(progress));
    }

    private int start(PrintWriter progress) throws InterruptedException {
        PlatformFolder folder = target.folderToStart();
        Optional<PlatformState> running = running(folder);
        PlatformStart start = new PlatformStart(folder, progress, Duration.ofSeconds(timeoutSeconds));
        PlatformState state = running.isPresent()
                ? start.awaitRunning(running.get())
                : start.start(home(), target.publicStateFile(), Optional.ofNullable(port));
        command.commandLine()
                .getOut()
                .println(target.json() ? state.document() : UpGuide.text(state, running.isPresent()));
        return 0;
    }

    /** The platform on the folder, if it lives, whichever state folder it was started under. */
    private Optional<PlatformState> running(PlatformFolder folder) {
        Optional<PlatformState> noted = target.running();
        if (noted.isPresent() && !noted.get().data().equals(folder.root())) {
            if (target.isNamed()) {
                throw new UpException("it is up on " + noted.get().data() + " already; `deploy/mf down` stops that");
            }
            return noted;
        }
        if (!folder.isInUse()) {
            return Optional.empty();
        }
        Optional<PlatformState> own = PlatformState.read(folder.stateFile());
        if (own.isEmpty()) {
            throw new UpException(
                    folder.root() + " is in use by another process: a platform that is stopping, or a demo");
        }
        own.get().write(target.publicStateFile());
        return own;
    }

    private static Path home() {
        return Path.of(System.getProperty(HOME_PROPERTY, ".")).toAbsolutePath().normalize();
    }
}
