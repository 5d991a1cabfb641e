package io.modelfactory.worker.inspect.verify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import java.util.List;
import java.util.Optional;

/**
 * What a verification read and found.
 *
 * @param subject the run key, or the bundle's id and version
 * @param runState the state of the run; empty for a bundle
 * @param failureCode why the run failed, if it did
 * @param objects how many objects were read to their end
 * @param bytes how much that was
 * @param notes what was left out, and why
 */
public record Verification(
        String subject,
        Optional<RunState> runState,
        Optional<FailureCode> failureCode,
        long objects,
        long bytes,
        List<VerificationFinding> findings,
        List<String> notes) {

    public Verification {
        findings = List.copyOf(findings);
        notes = List.copyOf(notes);
    }

    Verification of(RunRecord run) {
        return new Verification(subject, Optional.of(run.state()), run.failureCode(), objects, bytes, findings, notes);
    }

    /** Whether nothing is wrong with the evidence, be it the evidence of a success or of a failure. */
    public boolean holds() {
        return findings.isEmpty();
    }

    /** The result in a few words; what holds of a run that failed is the evidence of its failure. */
    public String verdict() {
        if (!holds()) {
            return findings.size() + " findings";
        }
        return runState.filter(RunState.FAIL::equals).isPresent()
                ? "the run is FAIL (" + failureCode.map(FailureCode::name).orElse("no code")
                        + "), and its evidence holds"
                : "everything holds";
    }

    public ObjectNode toJson() {
        return Json.objectTree(this).put("holds", holds());
    }
}
