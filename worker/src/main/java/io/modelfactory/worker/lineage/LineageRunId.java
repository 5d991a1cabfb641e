package io.modelfactory.worker.lineage;

import io.modelfactory.worker.ledger.run.ExecutionMode;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * The run ids of OpenLineage: one for every attempt that the ledger counts, the same whichever worker reports it and
 * how often.
 */
final class LineageRunId {
    private LineageRunId() {}

    /** @param claimed the run as it was claimed for the attempt */
    static UUID of(RunRecord claimed) {
        return named(
                claimed.mode() == ExecutionMode.PUBLISH_ONLY
                        ? claimed.runKey() + ":publish:" + claimed.publishRetryAttempts()
                        : claimed.runKey() + requeue(claimed) + ":full:" + claimed.fullRunAttempts());
    }

    /** Attempts are counted anew when a run is queued again. */
    private static String requeue(RunRecord claimed) {
        return claimed.requeues() == 0 ? "" : ":requeue:" + claimed.requeues();
    }

    /** The platform run, which is the parent of all. */
    static UUID ofPlatformRun(String platformRunId) {
        return named("platform_run:" + platformRunId);
    }

    private static UUID named(String name) {
        return UUID.nameUUIDFromBytes(("mf.openlineage.v1:" + name).getBytes(StandardCharsets.UTF_8));
    }
}
