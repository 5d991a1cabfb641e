package io.modelfactory.worker.inspect.verify;

/**
 * Something that does not hold.
 *
 * @param artifact its name in the evidence, such as {@code gate_receipt}
 * @param ref its key, or the reference that leads to it
 * @param problem what is wrong with it
 */
public record VerificationFinding(Kind kind, String artifact, String ref, String problem) {

    public enum Kind {
        /** It is referred to, and not there. */
        MISSING,
        /** It has other bytes than those that are pinned. */
        ALTERED,
        /** It cannot be read, or breaks its schema. */
        INVALID,
        /** It is there, and nothing refers to it. */
        ADDED,
        /** It is about something else than it should be, or an id is not the one that its inputs give. */
        UNLINKED,
        /** It is not signed, and has to be. */
        UNSIGNED,
        /** It is signed by a key that is not trusted. */
        UNKNOWN_KEY,
        /** It is said to be signed by a trusted key, and that key has not signed this. */
        BROKEN_SIGNATURE,
        /** The signed statement is about other files than those that are there. */
        SUBJECT_MISMATCH
    }
}
