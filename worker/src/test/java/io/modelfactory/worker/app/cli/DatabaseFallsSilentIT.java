package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.modelfactory.worker.app.cli.CommandLineFixture.CapturedOutput;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.chaos.NetworkProxy;
import io.modelfactory.worker.execution.StageFixture;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A database that answers at first and falls silent in the middle of a command: connections stay open, and nothing
 * comes. Without a bound of its own a command would wait for as long as the operating system keeps the connection.
 */
class DatabaseFallsSilentIT {
    /** Far more than a command waits, so that only one that hangs is ended by it. */
    private static final Duration HANGS = Duration.ofMinutes(2);

    @TempDir
    private Path folder = Path.of("");

    private StageFixture factory;
    private NetworkProxy network;
    private CommandLineFixture mf;
    private String waiting = "";

    @BeforeEach
    void putANetworkBeforeTheDatabase() throws IOException {
        factory = new StageFixture(folder.resolve("factory"), 1);
        waiting = factory.submitTrainBuild("mf.silent.waiting", true);
        network = NetworkProxy.to(port(factory.databaseUrl()));
        mf = CommandLineFixture.under(folder, through(network, factory.databaseUrl()), factory.storeRoot);
    }

    @AfterEach
    void close() {
        network.close();
        factory.close();
    }

    private static int port(String url) {
        return URI.create(url.substring("jdbc:".length())).getPort();
    }

    private static String through(NetworkProxy network, String url) {
        return url.replace(":" + port(url) + "/", ":" + network.port() + "/");
    }

    private static CapturedOutput run(CommandLineFixture mf, String... command) {
        return assertTimeoutPreemptively(HANGS, () -> mf.run(command));
    }

    @Test
    void watchingSaysThatTheLedgerIsSilentAndEndsByItsTimeout() {
        network.blockTrafficFrom("mf_run_progress");

        CapturedOutput watch = run(mf, "runs", "watch", waiting, "--timeout", "6s");

        assertThat(watch.exitCode()).as(watch.toString()).isEqualTo(ExitCode.TIMED_OUT);
        assertThat(watch.out()).contains("REQUEST_QUEUED");
        assertThat(watch.err()).contains("the ledger does not answer, it is asked again: the ledger's database: ");
    }

    /** Following has no end of its own, so an outage needs one. */
    @Test
    void watchingWithoutATimeoutGivesUpOnTheLedgerByItsOutage() {
        network.blockTrafficFrom("mf_run_progress");

        CapturedOutput watch = run(mf, "runs", "watch", waiting, "--outage", "6s");

        assertThat(watch.exitCode()).as(watch.toString()).isEqualTo(ExitCode.FAILED);
        assertThat(watch.err().lines()).last().asString().startsWith("the ledger's database: ");
    }

    @Test
    void aReconciliationGivesUpInALine() {
        network.blockTrafficFrom("FROM mf_request WHERE");

        givesUp("reconcile", "--platform-run", StageFixture.RUN, "--final", "--timeout", "6s");
    }

    @Test
    void anExportOfTheHistoryGivesUpInALine() {
        network.blockTrafficFrom("COPY (SELECT");

        givesUp(
                "history",
                "export",
                "--month",
                YearMonth.now(ZoneOffset.UTC).toString(),
                "--to",
                folder.resolve("archive").toString(),
                "--timeout",
                "6s");
    }

    @Test
    void aMigrationGivesUpInALine() {
        network.blockTrafficFrom("flyway_schema_history");

        givesUp("migrate", "--timeout", "6s");
    }

    private void givesUp(String... command) {
        CapturedOutput ended = run(mf, command);

        assertThat(ended.exitCode()).as(ended.toString()).isEqualTo(ExitCode.FAILED);
        assertThat(ended.err()).startsWith("the ledger's database: ").hasLineCount(1);
    }

    @Test
    void waitingForARequestSaysSoAndThatItStaysAskedFor() {
        PlatformTenant tenant = new PlatformTenant("falls_silent_it");
        tenant.run("migrate");

        CommandResult timedOut = waitedFor(tenant, "mf.silent.0001", "--timeout", "6s");

        assertThat(timedOut.err()).contains("the ledger does not answer, it is asked again: the ledger's database: ");

        CommandResult withoutTimeout = waitedFor(tenant, "mf.silent.0002", "--outage", "6s");

        assertThat(withoutTimeout.err().lines()).last().asString().startsWith("the ledger's database: ");
    }

    private static CommandResult waitedFor(PlatformTenant tenant, String requestId, String... bound) {
        RequestDocuments requests = new RequestDocuments(tenant);
        String file = requests.file(requests.passing(requestId));
        List<String> command = new ArrayList<>(List.of("request", "train-build", "--wait", file));
        command.addAll(List.of(bound));
        try (NetworkProxy before = NetworkProxy.to(port(tenant.databaseUrl()))) {
            before.blockTrafficFrom("FROM mf_request WHERE request_id");

            CommandResult ended = assertTimeoutPreemptively(
                    HANGS,
                    () -> tenant.runWith(
                            Map.of(tenant.databaseUrl(), through(before, tenant.databaseUrl())),
                            command.toArray(String[]::new)));

            assertThat(ended.exitCode()).as(ended.toString()).isEqualTo(ExitCode.TIMED_OUT);
            assertThat(ended.out()).contains("it stays asked for", "mf explain --request " + requestId);
            return ended;
        }
    }
}
