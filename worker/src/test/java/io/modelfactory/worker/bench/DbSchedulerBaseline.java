package io.modelfactory.worker.bench;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.OneTimeTask;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import javax.sql.DataSource;

/**
 * db-scheduler with its lock-and-fetch polling, the faster one on PostgreSQL: tasks that do nothing are picked in
 * batches, executed, and deleted one by one. It keeps no history and sends no messages.
 */
final class DbSchedulerBaseline {
    private static final int BATCH = 500;
    private static final Duration TIMEOUT = Duration.ofMinutes(5);

    /** Of its documentation for high throughput: fetch again at one execution a thread, up to four a thread. */
    private static final double LOWER_LIMIT = 1.0;

    private static final double UPPER_LIMIT = 4.0;

    private final DataSource database;

    DbSchedulerBaseline(DataSource database) {
        this.database = database;
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    CREATE TABLE scheduled_tasks (
                        task_name text NOT NULL, task_instance text NOT NULL, task_data bytea,
                        execution_time timestamptz, picked boolean NOT NULL, picked_by text,
                        last_success timestamptz, last_failure timestamptz, consecutive_failures int,
                        last_heartbeat timestamptz, version bigint NOT NULL, priority smallint, state text,
                        PRIMARY KEY (task_name, task_instance));
                    CREATE INDEX ON scheduled_tasks (execution_time);
                    CREATE INDEX ON scheduled_tasks (last_heartbeat)
                    """);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Seconds from the start of a scheduler until all of its due tasks are done. */
    double seconds(int tasks, int threads) {
        CountDownLatch executed = new CountDownLatch(tasks);
        OneTimeTask<Void> task = Tasks.oneTime("no-op").execute((instance, context) -> executed.countDown());
        Scheduler scheduler = Scheduler.create(database, task)
                .threads(threads)
                .pollUsingLockAndFetch(LOWER_LIMIT, UPPER_LIMIT)
                .pollingInterval(Duration.ofMillis(100))
                .build();
        schedule(scheduler, task, tasks);
        BenchPlatform.analyze(database);
        long start = System.nanoTime();
        scheduler.start();
        try {
            if (!executed.await(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException(executed.getCount() + " of " + tasks + " tasks were not done in time");
            }
            return FigureFormat.secondsSince(start);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            scheduler.stop();
        }
    }

    private static void schedule(Scheduler scheduler, OneTimeTask<Void> task, int tasks) {
        Instant due = Instant.now();
        for (int first = 0; first < tasks; first += BATCH) {
            List<TaskInstance<?>> batch = new ArrayList<>();
            IntStream.range(first, Math.min(first + BATCH, tasks))
                    .forEach(number -> batch.add(task.instance("task-" + number)));
            scheduler.scheduleBatch(batch, due);
        }
    }
}
