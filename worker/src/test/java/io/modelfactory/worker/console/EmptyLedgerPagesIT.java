package io.modelfactory.worker.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.console.access.LoopbackAccess;
import io.modelfactory.worker.ledger.LedgerDatabase;
import io.modelfactory.worker.ledger.LedgerFixture;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pages of a ledger in which nothing has happened, while neither broker nor store answers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EmptyLedgerPagesIT {
    private final LedgerDatabase database = LedgerDatabase.create();

    @SuppressWarnings("NullAway.Init") // before all
    private ConsoleServer console;

    @BeforeAll
    void start() {
        console = ConsoleServer.start(
                "127.0.0.1",
                0,
                "1.2.3",
                new LedgerSources(database.dataSource(), LedgerFixture.settings()),
                new LoopbackAccess());
    }

    @AfterAll
    void close() {
        console.close();
        database.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/ | No worker takes requests; none waits. | mf worker run",
                "/ | No worker works on a run. | No worker has registered in this ledger yet.",
                "/ | unknown: the broker does not answer | does not answer",
                "/runs | There is no run yet. | A request on the request topic makes one.",
                "/runs?state=FAIL | There is no such run. | Clear",
                "/bundles | No run of this ledger has published a bundle yet. | Bundles",
                "/datasets | No run was asked for yet, so that no dataset is known. | Datasets",
                "/lineage?file=x | None of them has such a file. | Which models used it?",
                "/audit | None is recorded. | No one has done anything yet.",
                "/audit | No worker has started yet. | Nothing has been reconciled yet"
            })
    void aPageWithoutAnythingToShowSaysSo(String path, String nothing, String more) {
        HttpResponse<String> page = new ConsoleBrowser(console.url()).get(path);

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains(nothing, more);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/dead-letters | 503 | the broker: connection refused",
                "/bundles/b/v | 503 | the store: connection refused",
                "/runs/tr_1 | 404 | tr_1",
                "/compare?run=tr_1 | 400 | choose two to four runs",
                "/compare?run=a&run=b&run=c&run=d&run=e | 400 | choose two to four runs",
                "/runs?since=soon | 400 | since: is a time such as 90s, 15m, 2h or 7d",
                "/runs?state=LOST | 400 | state: is one of",
                "/runs?code=LOST | 400 | code: is no failure code"
            })
    void whatCannotBeShownSaysWhy(String path, int status, String reason) {
        HttpResponse<String> page = new ConsoleBrowser(console.url()).get(path);

        assertThat(page.statusCode()).isEqualTo(status);
        assertThat(page.body()).contains("<main", reason);
    }
}
