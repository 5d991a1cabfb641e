package io.modelfactory.worker.evidence;

import io.modelfactory.worker.failure.FailureException;

/**
 * A document that says something else than it has to.
 *
 * @param found what it says there, as JSON, or {@code nothing}
 * @param expected what it has to say there, as JSON
 */
public record EvidenceFlaw(EvidenceLink link, String found, String expected) {

    /** The flaw as the failure of the run, by the link's code. */
    public FailureException toFailure() {
        return new FailureException(
                link.code(),
                "%s: %s is %s, and has to be %s".formatted(link.artifact().key(), link.pointer(), found, expected));
    }
}
