package io.modelfactory.worker.inspect.verify;

import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.bundle.BundleIdentity;
import io.modelfactory.worker.bundle.BundlePackager;
import io.modelfactory.worker.resolve.PinnedPlan;
import java.util.Map;
import java.util.Objects;

/** The identity that the files of a registry directory give, whatever the directory is called. */
final class DerivedBundleIdentity {
    private final DocumentStore documents;
    private final Map<String, ArtifactRef> files;

    /** @param files of the directory, by name; model, eval report and gate receipt are among them */
    DerivedBundleIdentity(DocumentStore documents, Map<String, ArtifactRef> files) {
        this.documents = documents;
        this.files = files;
    }

    /** @param modelFile the name of the model among the files */
    BundleIdentity identity(String runKey, ArtifactRef plan, String modelFile) {
        Evidence evidence = Evidence.none()
                .with(ArtifactName.MODEL, file(modelFile))
                .with(ArtifactName.EVAL_REPORT, file(ArtifactKeys.EVAL_REPORT))
                .with(ArtifactName.GATE_RECEIPT, file(ArtifactKeys.GATE_RECEIPT));
        return BundlePackager.identity(runKey, PinnedPlan.read(documents, plan), evidence);
    }

    private ArtifactRef file(String name) {
        return Objects.requireNonNull(files.get(name), name);
    }
}
