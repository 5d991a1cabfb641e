package io.modelfactory.worker.negative;

import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.run.RunEventType;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One bad input and its expected outcome.
 *
 * @param name what is wrong, in plain words
 * @param code of the failure; empty for records that cannot be decoded
 * @param input turns a sound request into the bad one: changes the message, writes documents, plants objects, or sets
 *     up what a crashed worker has left in the ledger
 * @param history the run's events, whole and in order. For each of them the outbox holds one message, and one more for
 *     the receipt of each request; a bad input publishes no bundle
 * @param evidence the run's artifacts that exist afterwards; there are no others except those that the input planted
 * @param says what the receipt's message must contain
 */
record NegativePath(
        String name,
        Optional<FailureCode> code,
        Precondition precondition,
        Consumer<NegativeScenario> input,
        ExpectedOutcome expectedOutcome,
        List<RunEventType> history,
        Set<Evidence.ArtifactName> evidence,
        String says) {

    NegativePath {
        history = List.copyOf(history);
        evidence = Set.copyOf(evidence);
    }

    /** A family of entries, after which the factory must still publish. */
    record Family(String name, List<NegativePath> paths) {}

    static NegativePath path(String name, FailureCode code) {
        return new NegativePath(
                name,
                Optional.of(code),
                Precondition.PLAIN,
                scenario -> {},
                ExpectedOutcome.REFUSED,
                List.of(),
                Set.of(),
                "");
    }

    static NegativePath unreadable(String name) {
        return new NegativePath(
                name,
                Optional.empty(),
                Precondition.PLAIN,
                scenario -> {},
                ExpectedOutcome.DEAD_LETTER,
                List.of(),
                Set.of(),
                "");
    }

    NegativePath afterPassing() {
        return in(Precondition.AFTER_A_PASS);
    }

    NegativePath outsideTheBoundaries() {
        return in(Precondition.OUTSIDE_THE_BOUNDARIES);
    }

    private NegativePath in(Precondition where) {
        return new NegativePath(name, code, where, input, expectedOutcome, history, evidence, says);
    }

    NegativePath given(Consumer<NegativeScenario> badInput) {
        return new NegativePath(name, code, precondition, badInput, expectedOutcome, history, evidence, says);
    }

    NegativePath expect(ExpectedOutcome where, RunEventType... events) {
        return new NegativePath(name, code, precondition, input, where, List.of(events), evidence, says);
    }

    NegativePath expectArtifacts(Set<Evidence.ArtifactName> artifacts) {
        return new NegativePath(name, code, precondition, input, expectedOutcome, history, artifacts, says);
    }

    NegativePath says(String part) {
        return new NegativePath(name, code, precondition, input, expectedOutcome, history, evidence, part);
    }

    /** All artifacts up to this one: a run writes them in the order in which they are declared. */
    static Set<Evidence.ArtifactName> upTo(Evidence.ArtifactName last) {
        Set<Evidence.ArtifactName> names = EnumSet.range(Evidence.ArtifactName.RESOLVED_TRAIN_PLAN, last);
        // Of algorithms that these paths do not train by.
        names.removeIf(Evidence.ArtifactName::isOptional);
        return names;
    }

    @Override
    public String toString() {
        return code.map(Enum::name).orElse("dead letter") + ": " + name;
    }
}
