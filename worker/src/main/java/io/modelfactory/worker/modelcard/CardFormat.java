package io.modelfactory.worker.modelcard;

import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;

/** The forms of a model card, and what each is called beside its bundle. */
public enum CardFormat {
    MARKDOWN(ArtifactName.MODEL_CARD, ArtifactKeys.MODEL_CARD),
    HTML(ArtifactName.MODEL_CARD_HTML, ArtifactKeys.MODEL_CARD_HTML);

    private final ArtifactName evidence;
    private final String fileName;

    CardFormat(ArtifactName evidence, String fileName) {
        this.evidence = evidence;
        this.fileName = fileName;
    }

    public ArtifactName evidence() {
        return evidence;
    }

    public String fileName() {
        return fileName;
    }
}
