package io.modelfactory.worker.ledger.reconciliation;

import io.modelfactory.worker.artifact.ArtifactRef;
import java.util.List;

/**
 * What the object store holds for a platform run in a period, if it agrees with the ledger.
 *
 * @param receipts of the requests answered in the period
 * @param artifacts of the runs that anything happened to in the period, as they are by now
 * @param bundles registry records of the runs published in the period
 * @param lifecycleEvents of the same runs
 */
public record LedgerObjects(
        List<ExpectedObject> receipts,
        List<ExpectedObject> artifacts,
        List<ExpectedObject> bundles,
        List<ExpectedObject> lifecycleEvents) {

    /**
     * One object.
     *
     * @param owner the run or request that it belongs to
     * @param name what it is called among the owner's
     * @param archived false for a receipt that only the ledger has so far
     */
    public record ExpectedObject(String owner, String name, ArtifactRef ref, boolean archived) {}

    public LedgerObjects {
        receipts = List.copyOf(receipts);
        artifacts = List.copyOf(artifacts);
        bundles = List.copyOf(bundles);
        lifecycleEvents = List.copyOf(lifecycleEvents);
    }
}
