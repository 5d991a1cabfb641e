package io.modelfactory.worker.reconcile;

import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.reconciliation.LedgerObjects.ExpectedObject;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Compares stored objects with the digests in the ledger; each object is read once, from end to end. */
final class StoredObjectComparison {
    private final ArtifactStore store;
    private final Map<String, Optional<String>> digests = new HashMap<>();

    /** How ledger and store disagree about an object. */
    enum Kind {
        MISSING,
        ALTERED,
        /** A receipt that is not archived yet, or that the store refused. */
        NOT_ARCHIVED,
        /** The registry record of a bundle whose run is not PUBLISHED. */
        UNPUBLISHED
    }

    /** One object on which ledger and store disagree. */
    record ReconciliationFinding(Kind kind, ExpectedObject item) {}

    StoredObjectComparison(ArtifactStore store) {
        this.store = store;
    }

    /** @throws TransientFaultException if the store does not answer; that is no finding */
    List<ReconciliationFinding> compare(List<ExpectedObject> items) {
        List<ReconciliationFinding> findings = new ArrayList<>();
        items.forEach(
                item -> compareObject(item).ifPresent(kind -> findings.add(new ReconciliationFinding(kind, item))));
        return findings;
    }

    int objectsRead() {
        return digests.size();
    }

    private Optional<Kind> compareObject(ExpectedObject item) {
        if (!item.archived()) {
            return Optional.of(Kind.NOT_ARCHIVED);
        }
        Optional<String> found = digests.computeIfAbsent(item.ref().ref(), ref -> digest(item.ref()));
        if (found.isEmpty()) {
            return Optional.of(Kind.MISSING);
        }
        return found.get().equals(item.ref().sha256()) ? Optional.empty() : Optional.of(Kind.ALTERED);
    }

    private Optional<String> digest(ArtifactRef pinned) {
        try {
            Optional<InputStream> content = store.open(store.keyOf(pinned.ref()));
            return content.isEmpty() ? Optional.empty() : Optional.of(digest(pinned.ref(), content.get()));
        } catch (FailureException outOfBounds) {
            return Optional.empty();
        }
    }

    private static String digest(String ref, InputStream content) {
        try (content) {
            return Sha256.hex(content);
        } catch (IOException e) {
            throw new TransientFaultException("cannot read " + ref, e);
        }
    }
}
