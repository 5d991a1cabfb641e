package io.modelfactory.worker.artifact;

/** A key that the section of a store's provider may have in {@code wiring.object_store}. */
public record StoreOption(String key, Kind kind) {

    /** What a value may look like. */
    public enum Kind {
        TEXT,
        /** {@code true} or {@code false}; absent is false. */
        FLAG,
        /** Of {@code http} or {@code https}, without credentials. */
        HTTP_ADDRESS
    }
}
