package io.modelfactory.worker.resolve;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What an evaluation reports for its readers, beside what is judged. */
public enum ReportPart {
    /** A logistic regression on the same rows, and what the model gains over it. */
    @JsonProperty("logistic_baseline")
    LOGISTIC_BASELINE("logistic_baseline"),
    /** By how much each feature moves the scores of test rows. */
    @JsonProperty("contributions")
    CONTRIBUTIONS("contributions"),
    /** How far the test rows differ from the training rows. */
    @JsonProperty("drift")
    DRIFT("drift");

    private final String key;

    ReportPart(String key) {
        this.key = key;
    }

    /** As profiles and reports call it. */
    public String key() {
        return key;
    }
}
