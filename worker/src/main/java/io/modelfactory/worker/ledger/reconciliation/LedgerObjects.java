package io.modelfactory.worker.ledger.reconciliation;

import io.modelfactory.worker.artifact.ArtifactRef;
import java.util.List;

/**
 * The objects that the object store must hold for a platform run and a period, according to the ledger.
 *
 * @param receipts of the requests answered in the period
 * @param artifacts of the runs with events in the period, as they are by now
 * @param bundles registry records of the runs published in the period
 * @param lifecycleEvents of the same runs
 * @param unpublishedRuns keys of the finished runs with events in the period that are not PUBLISHED by now
 */
public record LedgerObjects(
        List<ExpectedObject> receipts,
        List<ExpectedObject> artifacts,
        List<ExpectedObject> bundles,
        List<ExpectedObject> lifecycleEvents,
        List<String> unpublishedRuns) {

    /**
     * One object.
     *
     * @param owner the run or request that it belongs to
     * @param name of the artifact, or {@code receipt}
     * @param archived false for a receipt that only the ledger has so far
     */
    public record ExpectedObject(String owner, String name, ArtifactRef ref, boolean archived) {}

    public LedgerObjects {
        receipts = List.copyOf(receipts);
        artifacts = List.copyOf(artifacts);
        bundles = List.copyOf(bundles);
        lifecycleEvents = List.copyOf(lifecycleEvents);
        unpublishedRuns = List.copyOf(unpublishedRuns);
    }
}
