package io.modelfactory.worker.ledger.activity;

import java.time.Duration;

/**
 * A worker process, as it registers.
 *
 * @param workerId names the process in leases and events
 * @param releaseId of the code that it runs
 * @param runConfigDigest SHA-256 hex of the configuration that it runs under
 * @param runSlots runs that it works on at the same time
 * @param heartbeat how often it says that it is alive
 */
public record WorkerRegistration(
        String workerId,
        String streamId,
        String releaseId,
        String runConfigDigest,
        String host,
        long processId,
        int runSlots,
        Duration heartbeat) {}
