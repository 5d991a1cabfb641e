package io.modelfactory.worker.config;

import com.fasterxml.jackson.annotation.JsonValue;

/** A value that must not be shown: every text form of it, JSON included, is {@code ***}. */
public final class Secret {
    static final String MASK = "***";

    private final String value;

    public Secret(String value) {
        this.value = value;
    }

    /** The value, for the one call that needs it. */
    public String reveal() {
        return value;
    }

    @Override
    @JsonValue
    public String toString() {
        return MASK;
    }
}
