package io.modelfactory.worker.bench;

import dev.dbos.transact.DBOS;
import dev.dbos.transact.config.DBOSConfig;
import dev.dbos.transact.workflow.Workflow;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/**
 * DBOS Transact, a library of durable workflows that keeps a history too: a row for each workflow and one for each of
 * its steps, in its own schema of the database. Its workflow does nothing in as many steps as a run has transactions,
 * and is awaited by the thread that started it. It sends no messages and answers no requests.
 */
final class DbosBaseline implements AutoCloseable {
    private final DBOS dbos;
    private final Steps steps;

    /** A workflow; its interface is what the library's proxy implements. */
    interface Steps {
        int run(int number);
    }

    /** The workflow itself. */
    static final class NoOpSteps implements Steps {
        private final DBOS dbos;

        NoOpSteps(DBOS dbos) {
            this.dbos = dbos;
        }

        @Override
        @Workflow
        public int run(int number) {
            for (int step = 0; step < NoOpRuns.COMMITS; step++) {
                dbos.runStep(() -> number, "step-" + step);
            }
            return number;
        }
    }

    DbosBaseline(DataSource database) {
        dbos = new DBOS(DBOSConfig.defaults("bench").withDataSource(database).withMigrate(true));
        steps = dbos.registerProxy(Steps.class, new NoOpSteps(dbos));
        dbos.launch();
    }

    /** Seconds for so many workflows on so many threads. */
    double seconds(int workflows, int threads) {
        AtomicInteger next = new AtomicInteger();
        return ParallelTasks.seconds(threads, thread -> {
            for (int number = next.getAndIncrement(); number < workflows; number = next.getAndIncrement()) {
                steps.run(number);
            }
        });
    }

    @Override
    public void close() {
        dbos.shutdown();
    }
}
