package io.modelfactory.worker.inspect.verify;

import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.inspect.ModelCardMatch;
import io.modelfactory.worker.inspect.verify.VerificationFinding.Kind;
import io.modelfactory.worker.modelcard.CardFormat;
import io.modelfactory.worker.modelcard.ModelCard;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Derives a bundle's model card again, and holds the one that lies beside the bundle against it. */
final class ModelCardCheck {
    private final ArtifactStore store;
    private final StoredObjectReader objects;

    ModelCardCheck(ArtifactStore store, StoredObjectReader objects) {
        this.store = store;
        this.objects = objects;
    }

    /**
     * @param card to be derived; what prevents that has a finding of its own
     * @param pinned the stored cards, as far as something pins them
     */
    void check(Supplier<ModelCard> card, Map<CardFormat, ArtifactRef> pinned) {
        try {
            ModelCard derived = card.get();
            for (CardFormat form : CardFormat.values()) {
                check(derived, form, Optional.ofNullable(pinned.get(form)));
            }
        } catch (FailureException underivable) {
            objects.addNote("the model card was not derived again: " + underivable.getMessage());
        }
    }

    private void check(ModelCard derived, CardFormat form, Optional<ArtifactRef> pinned) {
        if (pinned.filter(ref -> ref.sha256().equals(Sha256.hex(derived.content(form))))
                .isPresent()) {
            return;
        }
        String key = ModelCardMatch.keyOf(derived.bundle(), form);
        switch (ModelCardMatch.of(store, derived, form)) {
            case IDENTICAL -> {
                // As it should be, though nothing pins it.
            }
            case ABSENT -> {
                if (pinned.isEmpty()) {
                    objects.addNote("the bundle has no " + form.fileName() + "; `mf card` derives it");
                }
            }
            case OTHER_LAYOUT ->
                objects.addNote(
                        key + ": was written in another layout than " + ModelCard.LAYOUT + ", so it was not compared");
            case DIFFERENT ->
                objects.addFinding(
                        Kind.UNLINKED,
                        form.evidence().key(),
                        key,
                        "is not the card that the documents of its run give; `mf card` prints that one");
        }
    }
}
