package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.zaxxer.hikari.HikariDataSource;
import io.modelfactory.worker.artifact.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Runs that do nothing, from the claim to PUBLISHED with their whole history and all their messages. The peer is DBOS
 * Transact with as many steps on as many threads: it keeps a history too, but sends no messages. The limit is as many
 * commits of one small row. Between them is what any ledger could do that keeps the same rows: they are written again
 * as they are, in as many commits, and then in as few as the threads could share if they waited for each other. The
 * same runs with metrics that their gate observed show what those cost. db-scheduler, a queue that keeps no history, is
 * there for context. All on one server, which forces every commit to the disk, and in turns, so that what else the
 * machine does meets all of them.
 */
final class QueueBench implements Benchmark {
    private static final String RUNS = "runs";
    private static final String DBOS = "dbos_workflows";
    private static final String COMMITS = "bare_commits";
    private static final String WITH_METRICS = "runs_with_metrics";
    private static final String SAME_ROWS = "same_rows_runs";

    /** Those that the shipped profile for fraud has a threshold for over all test rows. */
    private static final Map<String, Double> METRICS = Stream.of(
                    "auc_roc",
                    "brier_skill",
                    "log_loss_skill",
                    "ece_quantile",
                    "budget_days_share",
                    "value_detection_rate",
                    "account_false_positive_ratio",
                    "money_saved",
                    "daily_card_precision_at_20")
            .collect(Collectors.toMap(metric -> metric, metric -> 0.5));

    @Override
    public Map<String, String> defaults() {
        return Map.of(RUNS, "10000", "rounds", "5", "warmup", "1000", "threads", "4", BenchSettings.JVM, "-Xmx1g");
    }

    /** One way of doing the work. */
    private interface Contestant {
        /** Seconds for the pieces of work with these numbers; numbers only grow. */
        double seconds(int from, int to);
    }

    @Override
    public ObjectNode measure(Path folder, BenchSettings settings) {
        int warmup = settings.number("warmup");
        int threads = settings.number("threads");
        int rounds = settings.number("rounds");
        int share = settings.number(RUNS) / rounds;
        int all = warmup + rounds * share;
        try (BenchDatabase server = new BenchDatabase();
                HikariDataSource watch = server.database("watch", 1);
                HikariDataSource ledger = server.database("queue", threads);
                HikariDataSource measured = server.database("queue_with_metrics", threads);
                // Its own threads poll and clean up beside those that execute.
                HikariDataSource scheduled = server.database("scheduler", threads + 2);
                HikariDataSource workflows = server.database("workflows", threads + 2);
                HikariDataSource plain = server.database("commits", threads);
                HikariDataSource alone = server.database("same_rows", threads);
                HikariDataSource shared = server.database("same_rows_shared", threads);
                DbosBaseline dbos = new DbosBaseline(workflows)) {
            TransitionBaseline transitions = recorded(server, threads, all);
            NoOpRuns queue = new NoOpRuns(ledger);
            queue.queue(0, all);
            NoOpRuns queueWithMetrics = new NoOpRuns(measured, METRICS);
            queueWithMetrics.queue(0, all);
            new NoOpRuns(alone).queue(0, all);
            new NoOpRuns(shared).queue(0, all);
            DbSchedulerBaseline bareQueue = new DbSchedulerBaseline(scheduled);
            CommitBaseline limit = new CommitBaseline(plain);
            Map<String, Contestant> contestants = new LinkedHashMap<>();
            contestants.put(RUNS, (from, to) -> queue.seconds(to - from, threads));
            contestants.put(WITH_METRICS, (from, to) -> queueWithMetrics.seconds(to - from, threads));
            contestants.put(DBOS, (from, to) -> dbos.seconds(to - from, threads));
            contestants.put(SAME_ROWS, (from, to) -> transitions.seconds(alone, from, to, threads, 1));
            contestants.put(
                    "same_rows_shared_commits_runs",
                    (from, to) -> transitions.seconds(shared, from, to, threads, threads));
            contestants.put("db_scheduler", (from, to) -> bareQueue.seconds(to - from, threads));
            contestants.put(COMMITS, (from, to) -> limit.seconds((to - from) * NoOpRuns.COMMITS, threads));

            contestants.values().forEach(contestant -> contestant.seconds(0, warmup));
            List.of(ledger, measured, workflows, alone, shared).forEach(BenchPlatform::analyze);
            Map<String, List<WorkCost>> costs = new LinkedHashMap<>();
            for (int from = warmup; from < all; from += share) {
                int first = from;
                contestants.forEach((name, contestant) -> costs.computeIfAbsent(name, any -> new ArrayList<>())
                        .add(WorkCost.of(watch, () -> contestant.seconds(first, first + share))));
            }
            return figures(costs, rounds * share);
        }
    }

    private static ObjectNode figures(Map<String, List<WorkCost>> costs, int runs) {
        List<WorkCost> ours = costs.getOrDefault(RUNS, List.of());
        List<WorkCost> measured = costs.getOrDefault(WITH_METRICS, List.of());
        List<WorkCost> peer = costs.getOrDefault(DBOS, List.of());
        List<WorkCost> limit = costs.getOrDefault(COMMITS, List.of());
        List<WorkCost> sameRows = costs.getOrDefault(SAME_ROWS, List.of());
        ObjectNode figures = Json.object()
                .put("ratio", medianRatio(peer, ours, WorkCost::clock))
                .put("goal_at_least", 1)
                .put("processor_ratio", medianRatio(peer, ours, WorkCost::processors))
                .put("same_rows_ratio", medianRatio(peer, sameRows, WorkCost::clock))
                .put("same_rows_processor_ratio", medianRatio(peer, sameRows, WorkCost::processors))
                .put("limit_ratio", medianRatio(limit, ours, WorkCost::clock))
                .put("limit_goal_at_least", 0.6)
                .put("metrics_time_ratio", medianRatio(measured, ours, WorkCost::clock))
                .put("metrics_processor_ratio", medianRatio(measured, ours, WorkCost::processors))
                .put("commits_per_run", NoOpRuns.COMMITS);
        costs.forEach((name, rounds) -> rounds.stream()
                .reduce(WorkCost.NONE, WorkCost::plus)
                .describe(figures, name, name.equals(COMMITS) ? runs * NoOpRuns.COMMITS : runs));
        return figures;
    }

    /** How many times as much the one took as the other, in the middle round. */
    private static double medianRatio(List<WorkCost> one, List<WorkCost> other, ToDoubleFunction<WorkCost> measure) {
        double[] ratios = IntStream.range(0, one.size())
                .mapToDouble(i -> measure.applyAsDouble(one.get(i)) / measure.applyAsDouble(other.get(i)))
                .sorted()
                .toArray();
        return FigureFormat.rounded(ratios[ratios.length / 2]);
    }

    /** What runs leave, of a ledger of its own. */
    private static TransitionBaseline recorded(BenchDatabase server, int threads, int runs) {
        try (HikariDataSource ledger = server.database("recorded", threads)) {
            NoOpRuns queue = new NoOpRuns(ledger);
            queue.queue(0, runs);
            BenchPlatform.analyze(ledger);
            ParallelTasks.seconds(threads, thread -> queue.completeAll());
            return TransitionBaseline.of(ledger);
        }
    }
}
