package io.modelfactory.worker.publish;

import static io.modelfactory.worker.failure.FailureCode.PUBLISH_CONFLICT;

import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.modelcard.CardFormat;
import io.modelfactory.worker.modelcard.CardReader;
import io.modelfactory.worker.modelcard.ModelCard;
import java.util.Map;

/** Explains a bundle to people: its model card in every form, derived from the run's evidence and from nothing else. */
final class ModelCardAttachment implements BundleAttachment {
    private final ArtifactStore artifacts;
    private final CardReader cards;

    ModelCardAttachment(ArtifactStore artifacts, DocumentStore documents) {
        this.artifacts = artifacts;
        this.cards = new CardReader(documents);
    }

    @Override
    public Evidence attach(StagedBundle bundle, Evidence evidence) {
        ModelCard card =
                cards.ofRun(bundle.run().runKey(), evidence, bundle.run().workers());
        Evidence accompanied = evidence;
        for (Map.Entry<CardFormat, byte[]> form : card.contents().entrySet()) {
            accompanied = accompanied.with(
                    form.getKey().evidence(),
                    artifacts.write(bundle.keyOf(form.getKey().fileName()), form.getValue(), PUBLISH_CONFLICT));
        }
        return accompanied;
    }
}
