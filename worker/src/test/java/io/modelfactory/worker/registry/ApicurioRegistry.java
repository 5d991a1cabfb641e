package io.modelfactory.worker.registry;

import static org.awaitility.Awaitility.await;

import io.modelfactory.local.DataDirectory;
import io.modelfactory.local.FreePorts;
import io.modelfactory.local.LocalService;
import io.modelfactory.worker.ChildJvm;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Apicurio Registry on a loopback port. The build unpacks the release that runs on its own JDK (3.x needs 21 or newer),
 * so this process and the registry's share one.
 */
public final class ApicurioRegistry implements LocalService {
    /** A folder for each release is put there by the build, just before the integration tests. */
    private static final Path SERVERS = Path.of("target", "test-servers");

    private static final int SINCE_JDK = 21;

    private static final Duration START_TIMEOUT = Duration.ofMinutes(3);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final DataDirectory data = DataDirectory.temporary();
    private final int port = FreePorts.find();
    private Optional<Process> running = Optional.empty();

    /** The address to configure as {@code schema.registry.url}; it has no listener until {@link #start}. */
    public String url() {
        return "http://127.0.0.1:" + port + "/apis/ccompat/v7";
    }

    @Override
    public synchronized void start() {
        if (running.isPresent()) {
            return;
        }
        Path log = data.path().resolve("apicurio.log");
        try {
            Process process = new ProcessBuilder(command())
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            running = Optional.of(process);
            await("Apicurio Registry, which logs to " + log)
                    .atMost(START_TIMEOUT)
                    .failFast("it ended, see " + log, () -> !process.isAlive())
                    .until(this::answers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills it: whatever it has not stored by now is lost. */
    @Override
    public synchronized void stop() {
        running.ifPresent(process -> process.destroyForcibly().onExit().join());
        running = Optional.empty();
    }

    @Override
    public void close() {
        stop();
        data.close();
    }

    private boolean answers() throws InterruptedException {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(URI.create(url() + "/subjects")).build();
            return CLIENT.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private List<String> command() {
        String database = "jdbc:h2:file:" + data.path().resolve("schemas") + ";WRITE_DELAY=0";
        return ChildJvm.command(
                "-Xmx256m",
                "-Dquarkus.http.host=127.0.0.1",
                "-Dquarkus.http.port=" + port,
                "-Dquarkus.management.host=127.0.0.1",
                "-Dquarkus.management.port=0",
                // The names of 2.x and of 3.x.
                "-Dquarkus.datasource.jdbc.url=" + database,
                "-Dapicurio.datasource.url=" + database,
                "-jar",
                jar().toString());
    }

    private static Path jar() {
        String release =
                System.getProperty("apicurio.version", Runtime.version().feature() >= SINCE_JDK ? "3." : "2.");
        return only(SERVERS, "apicurio-" + release + ".*")
                .flatMap(home -> only(home, "quarkus-run\\.jar|.*-runner\\.jar"))
                .orElseThrow(() -> new IllegalStateException("no Apicurio Registry " + release + " in "
                        + SERVERS.toAbsolutePath() + ": run mvn -pl worker -am pre-integration-test first"));
    }

    private static Optional<Path> only(Path folder, String name) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(name))
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
