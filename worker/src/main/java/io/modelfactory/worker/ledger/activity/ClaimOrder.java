package io.modelfactory.worker.ledger.activity;

import io.modelfactory.worker.ledger.activity.RunSituation.QueuePosition;
import io.modelfactory.worker.ledger.lease.ClaimLimits;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Plays through the order in which the ledger's fair claim query serves the runs that wait: by priority, then the
 * platform run with the fewest runs at work, then the one whose latest claim is longest ago, then by age. No run ends
 * meanwhile; where the limits would hold all queues back, one is served as if they did not.
 */
final class ClaimOrder {
    private final Map<QueueKey, Deque<WaitingRun>> queues = new LinkedHashMap<>();
    private final Map<String, Integer> ofPlatformRun = new HashMap<>();
    private final Map<String, Integer> ofScope = new HashMap<>();
    /** When each platform run had its turn; those without are served first. */
    private final Map<String, Instant> turns = new HashMap<>();

    private final ClaimLimits limits;

    /**
     * @param waiting those of one platform run and scope in the order of their claims
     * @param atWork platform run and scope of each run that a worker holds
     * @param latestClaims by platform run
     */
    ClaimOrder(List<WaitingRun> waiting, List<QueueKey> atWork, Map<String, Instant> latestClaims, ClaimLimits limits) {
        for (WaitingRun run : waiting) {
            queues.computeIfAbsent(run.queue(), any -> new ArrayDeque<>()).add(run);
        }
        atWork.forEach(this::count);
        turns.putAll(latestClaims);
        this.limits = limits;
    }

    record QueueKey(String platformRunId, String scopeKey) {}

    record WaitingRun(String runKey, QueueKey queue, int priority, Instant availableAt) {}

    /** Plays until it is the run's turn, or so many runs were served without it. */
    QueuePosition positionOf(String runKey, int most) {
        Instant turn = turns.values().stream().max(Comparator.naturalOrder()).orElse(Instant.EPOCH);
        for (int before = 0; before < most; before++) {
            Optional<WaitingRun> next = next();
            if (next.isEmpty()) {
                return new QueuePosition(before, true);
            } else if (next.get().runKey().equals(runKey)) {
                return new QueuePosition(before, false);
            }
            turn = turn.plusSeconds(1);
            claim(next.get(), turn);
        }
        return new QueuePosition(most, true);
    }

    private Optional<WaitingRun> next() {
        Optional<WaitingRun> allowed = queues.values().stream()
                .map(Deque::element)
                .filter(this::isWithinLimits)
                .min(order());
        return allowed.or(() -> queues.values().stream().map(Deque::element).min(order()));
    }

    private Comparator<WaitingRun> order() {
        return Comparator.comparingInt((WaitingRun run) -> -run.priority())
                .thenComparingInt(run -> ofPlatformRun.getOrDefault(run.queue().platformRunId(), 0))
                .thenComparing(run -> turns.getOrDefault(run.queue().platformRunId(), Instant.MIN))
                .thenComparing(WaitingRun::availableAt);
    }

    private boolean isWithinLimits(WaitingRun run) {
        return ofPlatformRun.getOrDefault(run.queue().platformRunId(), 0) < limits.maxPerPlatformRun()
                && ofScope.getOrDefault(run.queue().scopeKey(), 0) < limits.maxPerScope();
    }

    private void claim(WaitingRun run, Instant turn) {
        count(run.queue());
        turns.put(run.queue().platformRunId(), turn);
        queues.computeIfPresent(run.queue(), (key, queue) -> {
            queue.remove();
            return queue.isEmpty() ? null : queue;
        });
    }

    private void count(QueueKey queue) {
        ofPlatformRun.merge(queue.platformRunId(), 1, Integer::sum);
        ofScope.merge(queue.scopeKey(), 1, Integer::sum);
    }
}
