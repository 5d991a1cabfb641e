package io.modelfactory.worker.console.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelfactory.worker.console.LedgerSources;
import io.modelfactory.worker.console.live.LedgerWatch.LedgerChange;
import io.modelfactory.worker.ledger.LedgerDatabase;
import io.modelfactory.worker.ledger.LedgerFixture;
import io.modelfactory.worker.ledger.RunLedger;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LedgerWatchIT {
    private final LedgerDatabase database = LedgerDatabase.create();
    private final RunLedger ledger = new RunLedger(database.dataSource(), LedgerFixture.settings());
    private final List<LedgerChange> heard = new CopyOnWriteArrayList<>();
    private final LedgerWatch watch = new LedgerWatch(
            new LedgerSources(database.dataSource(), LedgerFixture.settings()), new TrainingCurves(), heard::add);

    @AfterEach
    void close() {
        watch.close();
        database.close();
    }

    /** However long they take: between two looks that notifications cause there is a pause. */
    @Test
    void manyNotificationsAreFewLooks() {
        watch.start();
        await().until(() -> !heard.isEmpty());
        heard.clear();
        long start = System.nanoTime();
        for (int number = 0; number < 300; number++) {
            ledger.submit(List.of(LedgerFixture.build("request-" + number, "run " + number)));
        }
        int looks = heard.size();
        Duration taken = Duration.ofNanos(System.nanoTime() - start);

        assertThat(looks)
                .isLessThanOrEqualTo(Math.toIntExact(2 + taken.dividedBy(LedgerWatch.PAUSE_AFTER_NOTIFICATION)));
        await().until(() -> heard.stream().anyMatch(LedgerChange::changed));
    }
}
