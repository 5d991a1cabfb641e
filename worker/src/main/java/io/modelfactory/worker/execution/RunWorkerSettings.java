package io.modelfactory.worker.execution;

import java.time.Duration;

/**
 * How a worker claims and holds runs.
 *
 * @param workerId names this process in leases and events
 * @param concurrency runs worked on at the same time
 * @param lease how long a claim is held without a heartbeat
 * @param heartbeat how often leases are renewed; well below {@code lease}
 * @param idlePoll how long a thread that found no run waits before it looks again
 * @param retryBackoff the shortest delay before a run is claimed again, see {@link RetryBackoff}
 */
public record RunWorkerSettings(
        String workerId,
        int concurrency,
        Duration lease,
        Duration heartbeat,
        Duration idlePoll,
        Duration retryBackoff) {

    public RunWorkerSettings {
        if (concurrency < 1) {
            throw new IllegalArgumentException("concurrency must be at least 1");
        }
        if (heartbeat.multipliedBy(2).compareTo(lease) > 0) {
            throw new IllegalArgumentException("heartbeat must be at most half of the lease");
        }
    }
}
