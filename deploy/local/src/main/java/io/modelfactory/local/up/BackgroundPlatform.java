package io.modelfactory.local.up;

import io.modelfactory.local.DataDirectory;
import io.modelfactory.local.LocalPlatform;
import io.modelfactory.local.up.PlatformState.Phase;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.OptionalInt;
import org.slf4j.LoggerFactory;

/**
 * The process in the background: it holds the data folder, runs the servers and keeps a worker alive, until it is
 * stopped by a signal. What it does is in its state file, for {@code up}, {@code status} and {@code down} to read.
 */
public final class BackgroundPlatform {
    static final String DATABASE = "model_factory";
    static final String USER = "postgres";

    private static final Duration POLL_INTERVAL = Duration.ofMillis(200);
    private static final Duration DATA_FOLDER_TIMEOUT = Duration.ofSeconds(5);

    private final PlatformFolder folder;
    private final Path home;
    private final OptionalInt firstPort;
    private final StatePublisher state;

    private BackgroundPlatform(PlatformFolder folder, Path home, OptionalInt firstPort, StatePublisher state) {
        this.folder = folder;
        this.home = home;
        this.firstPort = firstPort;
        this.state = state;
    }

    /** @param arguments data folder, public state file, installation, and the first port if ports are fixed */
    public static void main(String[] arguments) throws InterruptedException {
        PlatformFolder folder = new PlatformFolder(Path.of(arguments[0]));
        System.setProperty("logback.configurationFile", "logback-up.xml");
        System.setProperty("mf.platform.log", folder.platformLog().toString());
        if (System.getProperty("ot.epg.working-dir") == null) {
            System.setProperty("ot.epg.working-dir", folder.programs().toString());
        }
        OptionalInt firstPort =
                arguments.length > 3 ? OptionalInt.of(Integer.parseInt(arguments[3])) : OptionalInt.empty();
        StatePublisher state = new StatePublisher(folder, Path.of(arguments[1]), Clock.systemUTC());
        new BackgroundPlatform(folder, Path.of(arguments[2]), firstPort, state).run();
    }

    private void run() throws InterruptedException {
        DataDirectory data = hold(folder.root());
        try {
            // If this process was killed, its worker and database live on, and hold the ports of their successors.
            PlatformStopper.stopRemains(folder);
            PlatformPorts ports = prepare();
            state.publish(current -> current.at(ports).doing("starting Kafka, PostgreSQL and a schema registry"));
            LocalPlatform platform = startServers(data, ports);
            SupervisedWorker worker = startWorker(platform, ports);
            awaitReadiness(worker);
            folder.marker().write(folder.marker().read().usedBy(releaseOf(ports)));
            state.publish(current -> current.in(Phase.READY).doing("the worker takes requests"));
            PlatformWatch watch = new PlatformWatch(platform.database(), ports.database(), worker, state);
            platform.stopFirst(watch);
            watch.run();
        } catch (RuntimeException failure) {
            fail(failure);
        }
    }

    /** A look of another process at the lock takes a moment, which is waited for. */
    private static DataDirectory hold(Path root) throws InterruptedException {
        long deadline = System.nanoTime() + DATA_FOLDER_TIMEOUT.toNanos();
        while (true) {
            try {
                return DataDirectory.kept(root);
            } catch (IllegalStateException inUse) {
                if (System.nanoTime() > deadline) {
                    throw inUse;
                }
                Thread.sleep(POLL_INTERVAL.toMillis());
            }
        }
    }

    private PlatformPorts prepare() {
        if (!folder.marker().read().initialized()) {
            folder.deleteUnfinishedServers();
        }
        DatabasePassword.createIn(folder.passwordFile());
        PlatformPorts ports = PlatformPorts.choose(folder.portsFile(), firstPort);
        GeneratedProfile.write(folder, ports, home, System.getenv());
        return ports;
    }

    private LocalPlatform startServers(DataDirectory data, PlatformPorts ports) {
        LocalPlatform platform = LocalPlatform.start(data, ports.ofServers(), folder.passwordFile());
        platform.stopFirst(state);
        folder.marker().write(folder.marker().read().withServers());
        LedgerReleaseCheck.requireKnownMigrations(platform.databaseAccess(), WorkerCommand.jar(home), folder);
        return platform;
    }

    private SupervisedWorker startWorker(LocalPlatform platform, PlatformPorts ports) {
        WorkerCommand command = WorkerCommand.of(
                home,
                ManagementFactory.getRuntimeMXBean().getInputArguments(),
                System.getenv().getOrDefault("MF_JAVA_OPTS", ""));
        SupervisedWorker worker = new SupervisedWorker(command, folder, URI.create(ports.healthUrl() + "/readyz"));
        platform.stopFirst(worker);
        worker.start();
        state.publish(current -> current.with(worker.describe()).doing("starting a worker"));
        return worker;
    }

    /** Without a bound of its own: {@code up} gives up after its timeout, and ends this process. */
    private static void awaitReadiness(SupervisedWorker worker) throws InterruptedException {
        while (!worker.isReady()) {
            if (worker.exitCode().isPresent()) {
                throw new WorkerEndedException(worker.exitCode().get());
            }
            Thread.sleep(POLL_INTERVAL.toMillis());
        }
    }

    private static String releaseOf(PlatformPorts ports) {
        return HttpProbe.get(URI.create(ports.healthUrl() + "/info"))
                .document()
                .map(info -> info.path("release").asText())
                .orElse("");
    }

    private void fail(RuntimeException failure) {
        LoggerFactory.getLogger(BackgroundPlatform.class).error("the platform failed", failure);
        Path log = failure instanceof WorkerEndedException ? folder.workerLog() : folder.platformLog();
        String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
        state.publish(current -> current.failed(message.replaceAll("\\s*\\R\\s*", "; "), log));
        System.exit(1);
    }

    /** The worker did not start; its own log says why. */
    private static final class WorkerEndedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        WorkerEndedException(int exitCode) {
            super("the worker ended with exit code " + exitCode + " before it took requests");
        }
    }
}
