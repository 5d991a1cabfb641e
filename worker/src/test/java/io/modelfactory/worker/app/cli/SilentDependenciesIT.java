package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.ChildJvm;
import io.modelfactory.worker.app.Main;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Commands and dependencies that accept a connection and never answer: a PostgreSQL that was stopped, and a port that
 * takes no byte. Each command runs as a process, which has to end by itself with the name of what is silent.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SilentDependenciesIT {
    /** Commands wait for 15 s by default; the rest is for eight processes to start and end on a busy machine. */
    private static final long SECONDS = 300;

    private static final int SIDE_BY_SIDE = 8;

    private static final String RUN = "tr_" + "0".repeat(32);

    private static final List<String> PUBLISH_RETRY = List.of(
            "request",
            "publish-retry",
            RUN,
            "--reason",
            "again",
            "--requester",
            "HUMAN::ada",
            "--platform-run",
            "platform_20260210T141900Z");

    private final PlatformTenant tenant = new PlatformTenant("silent_it");
    private final ServerSocket silentPort = listen();

    /** All commands run side by side, as each spends most of its time waiting. */
    private final ExecutorService threads = Executors.newFixedThreadPool(SIDE_BY_SIDE);

    private List<CompletableFuture<EndedProcess>> withSilentDatabase = List.of();
    private List<CompletableFuture<EndedProcess>> withSilentBroker = List.of();
    private List<CompletableFuture<EndedProcess>> withSilentStore = List.of();
    private List<CompletableFuture<EndedProcess>> withSilentRegistry = List.of();
    private List<CompletableFuture<EndedProcess>> withRefusingBroker = List.of();
    private EmbeddedPostgres postgres = start();
    private Path folder = Path.of("");
    private long postmaster;

    private static ServerSocket listen() {
        try {
            // The operating system completes connections; no byte is ever read or written.
            return new ServerSocket(0, 1_000, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder().start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeAll
    void stopTheDatabase(@TempDir Path ownFolder) throws Exception {
        folder = ownFolder;
        try (var connection = postgres.getPostgresDatabase().getConnection();
                var rows = connection.createStatement().executeQuery("SELECT pg_read_file('postmaster.pid')")) {
            rows.next();
            postmaster = Long.parseLong(rows.getString(1).lines().findFirst().orElseThrow());
        }
        signal("STOP");
        tenant.run("migrate");
        withSilentDatabase = startAll(
                commandsThatReadTheLedger(),
                Map.of(tenant.databaseUrl(), "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres"));
        withSilentBroker = startAll(commandsThatAskTheBroker(), Map.of(tenant.bootstrapServers(), silentAddress()));
        withSilentStore = startAll(commandsThatReadTheStore(), storeAt(silentAddress()));
        withSilentRegistry = startAll(
                List.of(List.of("schemas", "--timeout", "2s"), PUBLISH_RETRY),
                Map.of(tenant.platform().schemaRegistry().url(), "http://" + silentAddress()));
        withRefusingBroker = startAll(commandsThatAskTheBroker(), Map.of(tenant.bootstrapServers(), "127.0.0.1:1"));
    }

    @AfterAll
    void close() throws Exception {
        threads.shutdownNow();
        signal("CONT");
        postgres.close();
        silentPort.close();
    }

    private void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(postmaster)).start();
        assertThat(kill.waitFor()).isZero();
    }

    private static List<List<String>> commandsThatReadTheLedger() {
        return List.of(
                List.of("runs", "list", "--timeout", "2s"),
                List.of("runs", "show", RUN, "--timeout", "2s"),
                List.of("runs", "events", RUN, "--timeout", "2s"),
                List.of("runs", "diff", RUN, RUN, "--timeout", "2s"),
                List.of("runs", "watch", RUN, "--timeout", "2s"),
                List.of("workers", "--timeout", "2s"),
                List.of("explain", RUN, "--timeout", "2s"),
                List.of("card", RUN, "--timeout", "2s"),
                List.of("verify", RUN, "--timeout", "2s"),
                List.of("reproduce", RUN, "--timeout", "2s"),
                List.of("audits", "--timeout", "2s"),
                List.of("history", "list", "--timeout", "2s"),
                List.of("migrate", "--timeout", "2s"),
                List.of("request", "publish-retry", RUN, "--reason", "again", "--requester", "HUMAN::ada"));
    }

    @Test
    void aStoppedDatabaseIsNamedInOneLine() {
        assertThat(withSilentDatabase)
                .extracting(CompletableFuture::join)
                .allSatisfy(ended -> failsWithOneLine(ended, "wiring.database.url: the database does not answer"));
    }

    private static List<List<String>> commandsThatAskTheBroker() {
        return List.of(
                List.of("dlq", "list", "--timeout", "2s"),
                List.of("dlq", "replay", "--all", "--timeout", "2s"),
                PUBLISH_RETRY);
    }

    @Test
    void aBrokerThatNeverAnswersIsNamedWithoutWarningsOfItsLibrary() {
        assertThat(withSilentBroker)
                .extracting(CompletableFuture::join)
                .allSatisfy(ended -> failsWithOneLine(ended, "wiring.kafka.bootstrap_servers"));
    }

    /** What the library has to say of it is kept, where the command says. */
    @Test
    void aBrokerThatRefusesIsNamedInOneLineAndItsLibrarysWarningsAreInTheLog() throws IOException {
        assertThat(withRefusingBroker).extracting(CompletableFuture::join).allSatisfy(ended -> {
            failsWithOneLine(ended, "wiring.kafka.bootstrap_servers");
            assertThat(ended.err()).endsWith("mf: what libraries said of it is in " + debugLog() + "\n");
        });
        assertThat(Files.readString(debugLog()))
                .containsPattern("WARN .* org\\.apache\\.kafka\\..* could not be established")
                .doesNotContain("io.modelfactory");
    }

    private Path debugLog() {
        return folder.toAbsolutePath().resolve("model-factory").resolve("debug.log");
    }

    @Test
    void aRegistryThatNeverAnswersIsNamedWithoutAWordBefore() {
        assertThat(withSilentRegistry)
                .extracting(CompletableFuture::join)
                .allSatisfy(ended -> failsWithOneLine(ended, "wiring.schema_registry.url: "));
    }

    private static List<List<String>> commandsThatReadTheStore() {
        return List.of(
                List.of("verify", "--bundle", "bundle-1", "v0-0123456789ab", "--timeout", "2s"),
                List.of("card", "--bundle", "bundle-1", "v0-0123456789ab", "--timeout", "2s"),
                List.of("reconcile", "--platform-run", "platform_20260210T141900Z", "--timeout", "2s"));
    }

    @Test
    void aStoreThatNeverAnswersIsNamed() {
        assertThat(withSilentStore)
                .extracting(CompletableFuture::join)
                .allSatisfy(ended -> failsWithOneLine(ended, "wiring.object_store.root: the store"));
    }

    private static void failsWithOneLine(EndedProcess ended, String start) {
        assertThat(ended.exitCode()).as(ended.toString()).isEqualTo(ExitCode.FAILED);
        assertThat(ended.messages())
                .as(ended.toString())
                .singleElement()
                .asString()
                .startsWith(start);
    }

    /** All three at once take no longer than one. */
    @Test
    void theDoctorGivesEachItsFindingInTime() throws Exception {
        Map<String, String> silent = new HashMap<>(storeAt(silentAddress()));
        silent.put(tenant.bootstrapServers(), silentAddress());
        silent.put(tenant.databaseUrl(), "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres");

        EndedProcess ended = run(List.of("doctor", "--timeout", "5s"), silent);

        assertThat(ended.exitCode()).as(ended.toString()).isEqualTo(ExitCode.FAILED);
        assertThat(ended.out())
                .as(ended.toString())
                .contains("FAIL  broker: ", "FAIL  topics: ", "FAIL  database: ", "FAIL  object store: ");
        assertThat(ended.messages()).as(ended.toString()).isEmpty();
    }

    private String silentAddress() {
        return "127.0.0.1:" + silentPort.getLocalPort();
    }

    private Map<String, String> storeAt(String address) {
        return Map.of(
                "root: " + tenant.store(),
                "root: s3://bucket/prefix\n    s3:\n      endpoint: http://" + address
                        + "\n      region: eu-central-1\n      path_style: true");
    }

    /** @param err without the line that names the debug log */
    private record EndedProcess(List<String> command, int exitCode, String out, String err) {
        List<String> messages() {
            return err.lines()
                    .filter(line -> !line.startsWith("mf: what libraries said of it is in "))
                    .toList();
        }
    }

    private List<CompletableFuture<EndedProcess>> startAll(
            List<List<String>> commands, Map<String, String> replacements) {
        return commands.stream()
                .map(command -> CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return run(command, replacements);
                            } catch (Exception e) {
                                throw new CompletionException(command.toString(), e);
                            }
                        },
                        threads))
                .toList();
    }

    private EndedProcess run(List<String> command, Map<String, String> replacements) throws Exception {
        String profile = tenant.text();
        for (Map.Entry<String, String> replacement : replacements.entrySet()) {
            assertThat(profile).contains(replacement.getKey());
            profile = profile.replace(replacement.getKey(), replacement.getValue());
        }
        Path file = Files.writeString(Files.createTempFile(folder, "profile", ".yaml"), profile);
        List<String> line = ChildJvm.ofThisClassPath(Main.class);
        line.addAll(command);
        line.addAll(List.of("--profile", file.toString()));
        Path out = Files.createTempFile(folder, "out", ".txt");
        Path err = Files.createTempFile(folder, "err", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("XDG_STATE_HOME", folder.toAbsolutePath().toString());
        builder.environment().put("AWS_ACCESS_KEY_ID", "none");
        builder.environment().put("AWS_SECRET_ACCESS_KEY", "none");
        Process process = builder.start();
        try {
            assertThat(process.waitFor(SECONDS, TimeUnit.SECONDS))
                    .as("%s ends: %s", command, Files.readString(err))
                    .isTrue();
            return new EndedProcess(
                    command,
                    process.exitValue(),
                    Files.readString(out, StandardCharsets.UTF_8),
                    Files.readString(err, StandardCharsets.UTF_8));
        } finally {
            process.destroyForcibly();
        }
    }
}
