package io.modelfactory.worker.card;

import io.modelfactory.worker.artifact.Evidence.Name;

/** The forms of a model card, and what each is called beside its bundle. */
public enum CardForm {
    MARKDOWN(Name.MODEL_CARD, "model_card.md"),
    HTML(Name.MODEL_CARD_HTML, "model_card.html");

    private final Name evidence;
    private final String fileName;

    CardForm(Name evidence, String fileName) {
        this.evidence = evidence;
        this.fileName = fileName;
    }

    public Name evidence() {
        return evidence;
    }

    public String fileName() {
        return fileName;
    }
}
