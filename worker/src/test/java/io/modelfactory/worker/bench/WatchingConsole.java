package io.modelfactory.worker.bench;

import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.local.EmbeddedDatabase;
import io.modelfactory.worker.app.wiring.DatabaseFactory;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.Secret;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.console.ConsoleServer;
import io.modelfactory.worker.console.LedgerSources;
import io.modelfactory.worker.console.access.LoopbackAccess;
import io.modelfactory.worker.ledger.LedgerFixture;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A process with a console and those who look at it. It reads a line for each thing to do and answers each with a line:
 * {@code watch URL} of a ledger's database, {@code rest}, and {@code end} with what the pages took.
 */
final class WatchingConsole {
    /** The name of the console's connections in the database. */
    static final String APPLICATION = "model-factory-console";

    static final String WATCH = "watch ";
    static final String REST = "rest";
    static final String END = "end";

    /** As many as a console has by default. */
    private static final int CONNECTIONS = 6;

    private WatchingConsole() {}

    /** @param arguments user and password of the database, and how many look */
    public static void main(String[] arguments) throws IOException {
        PrintStream answers = System.out;
        System.setOut(System.err);
        List<Long> nanos = Collections.synchronizedList(new ArrayList<>());
        long heard = 0;
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null && line.startsWith(WATCH); line = lines.readLine()) {
                EmbeddedDatabase.Access access =
                        new EmbeddedDatabase.Access(line.substring(WATCH.length()), arguments[0], arguments[1]);
                heard += watch(access, Integer.parseInt(arguments[2]), nanos, lines, answers);
                // Not before all of it has ended: the next round is one in which no one looks.
                answers.println(REST);
            }
        }
        answers.println(figures(nanos, heard));
    }

    /** Until the next line; returns how many lines of events were heard. */
    private static long watch(
            EmbeddedDatabase.Access access, int viewers, List<Long> nanos, BufferedReader lines, PrintStream answers)
            throws IOException {
        Wiring.Database database = new Wiring.Database(
                access.jdbcUrl(), access.user(), Optional.of(new Secret(access.password())), false, CONNECTIONS);
        try (HikariDataSource ledger = DatabaseFactory.poolForConsole(database, CONNECTIONS);
                ConsoleServer console = ConsoleServer.start(
                        "127.0.0.1",
                        0,
                        "bench",
                        new LedgerSources(ledger, LedgerFixture.settings()),
                        new LoopbackAccess());
                ViewersOfPages looking = ViewersOfPages.of(console.url(), viewers, nanos)) {
            answers.println(WATCH);
            String next = lines.readLine();
            if (!REST.equals(next)) {
                throw new IllegalStateException("told to " + next + " while it watches");
            }
            return looking.heard().get();
        }
    }

    private static String figures(List<Long> nanos, long heard) {
        long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
        return Json.text(Json.object()
                .put("events_heard", heard)
                .put("pages", sorted.length)
                .put("page_median_ms", FigureFormat.rounded(sorted[sorted.length / 2] / 1e6))
                .put("page_p99_ms", FigureFormat.rounded(sorted[sorted.length * 99 / 100] / 1e6)));
    }
}
