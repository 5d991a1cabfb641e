package io.modelfactory.worker.negative;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.Name;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * What a worker that died is made to have left behind: the references of a run that passed, some of them replaced by
 * documents of the scene's own. All digests are right; only the contents contradict each other.
 */
final class BorrowedEvidence {
    private final Scene scene;
    private final Map<String, ArtifactRef> refs;

    BorrowedEvidence(Scene scene, Evidence lender) {
        this.scene = scene;
        this.refs = new TreeMap<>(lender.refs());
    }

    Map<String, ArtifactRef> refs() {
        return refs;
    }

    BorrowedEvidence without(Name name) {
        refs.remove(name.key());
        return this;
    }

    /** A changed copy of the lender's document, under the scene's own key. */
    BorrowedEvidence with(Name name, Consumer<ObjectNode> change) {
        ArtifactRef lent = new Evidence(refs).require(name);
        ObjectNode document = (ObjectNode) scene.store().document(lent.ref());
        change.accept(document);
        return with(name, CanonicalJson.bytes(document));
    }

    /** Bytes of the scene's own, under its own key. */
    BorrowedEvidence with(Name name, byte[] content) {
        refs.put(name.key(), ArtifactRef.of(scene.plants(name, content), content));
        return this;
    }

    /** The gate's documents, as if the gate had judged the scene's run. */
    BorrowedEvidence judged() {
        with(Name.GATE_RECEIPT, receipt -> receipt.put("run_key", scene.runKey()));
        ArtifactRef receipt = new Evidence(refs).require(Name.GATE_RECEIPT);
        return with(Name.PUBLISH_ELIGIBILITY, eligibility -> {
            eligibility.put("run_key", scene.runKey());
            eligibility.withObjectProperty("gate_receipt").put("ref", receipt.ref());
            eligibility.withObjectProperty("gate_receipt").put("sha256", receipt.sha256());
            eligibility.withObjectProperty("gate_receipt").put("bytes", receipt.bytes());
        });
    }
}
