package io.modelfactory.worker.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.javalin.http.HandlerType;
import io.modelfactory.worker.console.access.LoopbackAccess;
import io.modelfactory.worker.console.route.ConsoleRoute;
import io.modelfactory.worker.console.route.RouteKind;
import io.modelfactory.worker.ledger.LedgerDatabase;
import io.modelfactory.worker.ledger.LedgerFixture;
import io.modelfactory.worker.ledger.schema.LedgerMigrations;
import java.net.http.HttpResponse;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A console of this release over a ledger that only an earlier one has migrated, or none. */
class OlderLedgerIT {
    private final LedgerDatabase database = LedgerDatabase.unmigrated();
    private final LedgerSources sources = new LedgerSources(database.dataSource(), LedgerFixture.settings());
    private final LoopbackAccess access = new LoopbackAccess();
    private final ConsoleServer console = ConsoleServer.start("127.0.0.1", 0, "1.2.3", sources, access);
    private final ConsoleBrowser browser = new ConsoleBrowser(console.url());

    @AfterEach
    void close() {
        console.close();
        database.close();
    }

    private void migrateTo(String version) {
        Flyway.configure()
                .dataSource(database.dataSource())
                .locations("classpath:db/migration")
                .target(version)
                .load()
                .migrate();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "7", "8", "11", "13"})
    void everyPageSaysWhatIsMissingAndWhatToDo(String version) {
        migrateTo(version);

        assertThat(browser.get("/").statusCode()).isEqualTo(200);
        assertThat(browser.get("/").body())
                .contains("The ledger is older than this console", "V14 gate metrics and inspections", "mf migrate");
        HttpResponse<String> runs = browser.get("/runs");
        assertThat(runs.statusCode()).isEqualTo(503);
        assertThat(runs.body()).contains("V14 gate metrics and inspections", "mf migrate", "What still works");
        assertNoPageFails("V14 gate metrics and inspections");
    }

    @Test
    void whereThereIsNoLedgerYetEveryPageSaysSo() {
        assertThat(browser.get("/").body()).contains("The database holds no ledger yet", "mf worker run");
        assertNoPageFails("The database holds no ledger yet");
    }

    @Test
    void pagesAreThereOnceTheLedgerIsMigrated() {
        migrateTo("13");
        assertThat(browser.get("/runs").statusCode()).isEqualTo(503);

        LedgerMigrations.migrate(database.dataSource());

        assertThat(browser.get("/runs?sort=state").statusCode()).isEqualTo(200);
        assertThat(browser.get("/audit?refused=yes").statusCode()).isEqualTo(200);
    }

    private void assertNoPageFails(String problem) {
        List<ConsoleRoute> routes =
                ConsoleRoutes.of(ConsoleParts.of(sources, "1.2.3"), access).all();
        for (ConsoleRoute route : routes) {
            if (route.kind() != RouteKind.PAGE || !route.method().equals(HandlerType.GET)) {
                continue;
            }
            HttpResponse<String> page = browser.get(route.path().replaceAll("\\{[^}]+}", "tr_1"));
            assertThat(page.statusCode()).as(route.path()).isIn(200, 400, 404, 503);
            if (page.statusCode() == 503) {
                // Pages out of the store or the broker, neither of which answers here, say that.
                String reason = page.body().replaceAll("(?s).*<p class=\"lead\">([^<]*)<.*", "$1");
                assertThat(reason)
                        .as(route.path())
                        .matches(said -> said.contains(problem)
                                || said.equals("the store: connection refused")
                                || said.equals("the broker: connection refused"));
            }
        }
    }
}
