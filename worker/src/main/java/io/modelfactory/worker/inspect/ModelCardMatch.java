package io.modelfactory.worker.inspect;

import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.bundle.BundleIdentity;
import io.modelfactory.worker.modelcard.CardFormat;
import io.modelfactory.worker.modelcard.ModelCard;
import java.util.Arrays;
import java.util.Optional;

/** How the card that lies beside a bundle compares with the one that the documents give. */
public enum ModelCardMatch {
    IDENTICAL,
    /** None lies there: the bundle was not published, or by a release that wrote none. */
    ABSENT,
    /** It was written in another layout, by another release; that bytes differ then means nothing. */
    OTHER_LAYOUT,
    DIFFERENT;

    public static ModelCardMatch of(ArtifactStore store, ModelCard derived, CardFormat form) {
        Optional<byte[]> stored;
        try {
            stored = store.read(keyOf(derived.bundle(), form), DocumentStore.MAX_DOCUMENT_BYTES);
        } catch (IllegalArgumentException tooLarge) {
            return DIFFERENT;
        }
        if (stored.isEmpty()) {
            return ABSENT;
        } else if (Arrays.equals(stored.get(), derived.content(form))) {
            return IDENTICAL;
        }
        return ModelCard.layoutOf(stored.get())
                        .filter(layout -> !layout.equals(ModelCard.LAYOUT))
                        .isPresent()
                ? OTHER_LAYOUT
                : DIFFERENT;
    }

    /** Where the card of a bundle lies. */
    public static String keyOf(BundleIdentity bundle, CardFormat form) {
        return ArtifactKeys.registryFile(bundle.bundleId(), bundle.bundleVersion(), form.fileName());
    }
}
