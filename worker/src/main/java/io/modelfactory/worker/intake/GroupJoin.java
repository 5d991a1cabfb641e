package io.modelfactory.worker.intake;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When a worker joins its consumer group. Each death and each join is a rebalance, during which partitions are not
 * served; a group that is joined while it has not yet missed the dead member waits for both. So a worker whose
 * predecessors died moments ago lets the other members take its partitions first, and the longer the more often they
 * died.
 */
public final class GroupJoin {
    private static final Logger LOG = LoggerFactory.getLogger(GroupJoin.class);

    /** What the other members get to poll what has waited, before they lose the partitions again. */
    private static final Duration SERVICE_TIME = Duration.ofSeconds(2);

    /** Deaths after which the wait is still the shortest; each further one doubles it. */
    private static final int DEATHS_WITH_SHORTEST_DELAY = 2;

    private static final Duration MAX_DELAY = Duration.ofMinutes(1);

    private final Duration delay;
    private final long createdAt = System.nanoTime();
    private final Runnable onJoin;
    private volatile Optional<String> reason = Optional.empty();

    private GroupJoin(Duration delay, Runnable onJoin) {
        this.delay = delay;
        this.onJoin = onJoin;
    }

    /** For a worker without predecessors. */
    public static GroupJoin immediately() {
        return new GroupJoin(Duration.ZERO, () -> {});
    }

    /**
     * The join of a member that the broker gives a new id at each start, so that the group knows its predecessor as
     * another member until that one's session is over.
     *
     * @param deaths of the predecessors, the oldest first
     * @param takeover how long after a death the other members have taken over the partitions, at the latest
     * @param onJoin called when the worker joins
     */
    public static GroupJoin ofDynamicMember(List<Instant> deaths, Instant now, Duration takeover, Runnable onJoin) {
        return new GroupJoin(deaths.isEmpty() ? Duration.ZERO : remaining(deaths, now, takeover), onJoin);
    }

    /**
     * The join of a member with a stable name, which takes its partitions up again without a rebalance. After more than
     * one death it leaves them to the other members instead; who waits should have the group give them away at once.
     */
    public static GroupJoin ofStaticMember(List<Instant> deaths, Instant now, Duration takeover, Runnable onJoin) {
        return new GroupJoin(deaths.size() < 2 ? Duration.ZERO : remaining(deaths, now, takeover), onJoin);
    }

    private static Duration remaining(List<Instant> deaths, Instant now, Duration takeover) {
        Duration shortest = takeover.plus(SERVICE_TIME);
        Duration longest = max(shortest, MAX_DELAY);
        Duration delay = shortest;
        for (int death = DEATHS_WITH_SHORTEST_DELAY; death < deaths.size(); death++) {
            delay = min(delay.multipliedBy(2), longest);
        }
        Duration remaining = Duration.between(now, deaths.get(deaths.size() - 1).plus(delay));
        // A clock that was set back does not prolong the wait.
        return max(Duration.ZERO, min(remaining, delay));
    }

    private static Duration min(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration max(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    /** How long the worker waits, counted from when this was made; zero if it does not. */
    public Duration delay() {
        return delay;
    }

    /** Why the worker has not joined yet; empty if it has, or may. */
    Optional<String> reason() {
        return reason;
    }

    /** Returns when the group is to be joined, or the worker stops: false in the latter case. */
    boolean await(CountDownLatch stopping) throws InterruptedException {
        long left = delay.toNanos() - (System.nanoTime() - createdAt);
        if (left > 0) {
            String why = "workers of this name died moments ago; the other members take their partitions first";
            LOG.warn("joins the consumer group in {} s: {}", TimeUnit.NANOSECONDS.toSeconds(left), why);
            reason = Optional.of(why);
            stopping.await(left, TimeUnit.NANOSECONDS);
            reason = Optional.empty();
        }
        if (stopping.getCount() == 0) {
            return false;
        }
        onJoin.run();
        return true;
    }
}
