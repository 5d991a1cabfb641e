package io.modelfactory.worker.inspect.verify;

import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.card.CardForm;
import io.modelfactory.worker.card.ModelCard;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.inspect.CardMatch;
import io.modelfactory.worker.inspect.verify.Finding.Kind;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Derives a bundle's model card again, and holds the one that lies beside the bundle against it. */
final class CardCheck {
    private final ArtifactStore store;
    private final StoredObjects objects;

    CardCheck(ArtifactStore store, StoredObjects objects) {
        this.store = store;
        this.objects = objects;
    }

    /**
     * @param card to be derived; what stands in the way of it has a finding of its own
     * @param pinned the stored cards, as far as something pins them
     */
    void check(Supplier<ModelCard> card, Map<CardForm, ArtifactRef> pinned) {
        try {
            ModelCard derived = card.get();
            for (CardForm form : CardForm.values()) {
                check(derived, form, Optional.ofNullable(pinned.get(form)));
            }
        } catch (FailureException underivable) {
            objects.note("the model card was not derived again: " + underivable.getMessage());
        }
    }

    private void check(ModelCard derived, CardForm form, Optional<ArtifactRef> pinned) {
        if (pinned.filter(ref -> ref.sha256().equals(Sha256.hex(derived.content(form))))
                .isPresent()) {
            return;
        }
        String key = CardMatch.keyOf(derived.bundle(), form);
        switch (CardMatch.of(store, derived, form)) {
            case IDENTICAL -> {
                // As it should be, though nothing pins it.
            }
            case ABSENT -> {
                if (pinned.isEmpty()) {
                    objects.note("the bundle has no " + form.fileName() + "; `mf card` derives it");
                }
            }
            case OTHER_LAYOUT ->
                objects.note(
                        key + ": was written in another layout than " + ModelCard.LAYOUT + ", so it was not compared");
            case DIFFERENT ->
                objects.found(
                        Kind.UNLINKED,
                        form.evidence().key(),
                        key,
                        "is not the card that the documents of its run give; `mf card` prints that one");
        }
    }
}
