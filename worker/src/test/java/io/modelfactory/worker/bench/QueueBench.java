package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.worker.artifact.Json;
import java.nio.file.Path;
import java.util.Map;

/**
 * Runs that do nothing, from the claim to PUBLISHED with their whole history and all their messages. The peer is DBOS
 * Transact with as many steps on as many threads: it keeps a history too, but sends no messages. The limit is as many
 * commits of one small row. Between them is what any ledger could do that keeps the same rows: they are written again
 * as they are, in as many commits, and then in as few as the threads could share if they waited for each other.
 * db-scheduler, a queue that keeps no history, is there for context. All on one server, which forces every commit to
 * the disk.
 */
final class QueueBench implements Benchmark {

    @Override
    public Map<String, String> defaults() {
        return Map.of("runs", "10000", "warmup", "1000", "threads", "4", BenchSettings.JVM, "-Xmx1g");
    }

    @Override
    public ObjectNode measure(Path folder, BenchSettings settings) {
        int warmup = settings.number("warmup");
        int runs = settings.number("runs");
        int threads = settings.number("threads");
        try (BenchPlatform platform = new BenchPlatform();
                HikariDataSource ledger = platform.database("queue", threads);
                // Its own threads poll and clean up beside those that execute.
                HikariDataSource scheduled = platform.database("scheduler", threads + 2);
                HikariDataSource workflows = platform.database("workflows", threads + 2);
                HikariDataSource plain = platform.database("commits", threads)) {
            NoOpRuns queue = new NoOpRuns(ledger);
            queue.queue(0, warmup);
            ParallelTasks.seconds(threads, thread -> queue.completeAll());
            queue.queue(warmup, warmup + runs);
            BenchPlatform.analyze(ledger);
            double seconds = ParallelTasks.seconds(threads, thread -> queue.completeAll());

            TransitionBaseline transitions = TransitionBaseline.of(ledger);
            double alone = sameRows(platform, transitions, settings, 1);
            double shared = sameRows(platform, transitions, settings, threads);

            double dbosSeconds = secondsOfPeer(workflows, settings);

            DbSchedulerBaseline bareQueue = new DbSchedulerBaseline(scheduled);
            bareQueue.seconds(warmup, threads);
            double queueSeconds = bareQueue.seconds(runs, threads);

            CommitBaseline limit = new CommitBaseline(plain);
            limit.seconds(warmup * NoOpRuns.COMMITS, threads);
            double limitSeconds = limit.seconds(runs * NoOpRuns.COMMITS, threads);
            return Json.object()
                    .put("ratio", FigureFormat.rounded(dbosSeconds / seconds))
                    .put("goal_at_least", 1)
                    .put("limit_ratio", FigureFormat.rounded(limitSeconds / seconds))
                    .put("limit_goal_at_least", 0.6)
                    .put("runs_per_s", FigureFormat.rounded(runs / seconds))
                    .put("same_rows_runs_per_s", FigureFormat.rounded(runs / alone))
                    .put("same_rows_shared_commits_runs_per_s", FigureFormat.rounded(runs / shared))
                    .put("dbos_workflows_per_s", FigureFormat.rounded(runs / dbosSeconds))
                    .put("db_scheduler_per_s", FigureFormat.rounded(runs / queueSeconds))
                    .put("commits_per_run", NoOpRuns.COMMITS)
                    .put("bare_commits_per_s", FigureFormat.rounded(runs * NoOpRuns.COMMITS / limitSeconds));
        }
    }

    private static double secondsOfPeer(HikariDataSource database, BenchSettings settings) {
        int threads = settings.number("threads");
        try (DbosBaseline dbos = new DbosBaseline(database)) {
            dbos.seconds(settings.number("warmup"), threads);
            BenchPlatform.analyze(database);
            return dbos.seconds(settings.number("runs"), threads);
        }
    }

    private static double sameRows(
            BenchPlatform platform, TransitionBaseline transitions, BenchSettings settings, int together) {
        int threads = settings.number("threads");
        int warmup = settings.number("warmup");
        int all = warmup + settings.number("runs");
        try (HikariDataSource waiting = platform.database("same_rows_" + together, threads)) {
            new NoOpRuns(waiting).queue(0, all);
            transitions.seconds(waiting, 0, warmup, threads, together);
            BenchPlatform.analyze(waiting);
            return transitions.seconds(waiting, warmup, all, threads, together);
        }
    }
}
