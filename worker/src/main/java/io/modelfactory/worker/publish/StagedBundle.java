package io.modelfactory.worker.publish;

import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.bundle.BundleIdentity;
import io.modelfactory.worker.resolve.PinnedPlan;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A bundle whose files lie in the registry and whose record, which makes it visible, does not yet.
 *
 * @param digests SHA-256 of everything in its directory, the record to come included, by name
 */
record StagedBundle(PublishableRun run, PinnedPlan plan, BundleIdentity identity, SortedMap<String, String> digests) {
    StagedBundle {
        digests = new TreeMap<>(digests);
    }

    String keyOf(String fileName) {
        return ArtifactKeys.registryFile(identity.bundleId(), identity.bundleVersion(), fileName);
    }
}
