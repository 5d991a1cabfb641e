package io.modelfactory.worker.negative;

import io.modelfactory.worker.failure.FailureCategory;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.negative.NegativePath.Family;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The whole matrix. */
final class NegativePaths {
    /** Codes that no input provokes, each with the reason. They are safety nets under the worker's own code. */
    static final Map<FailureCode, String> UNREACHABLE = Map.of(
            FailureCode.REGISTRY_EVENT_INVALID,
            "the event is made of texts that admission has trimmed and of ids of fixed form",
            FailureCode.TRAINING_FAILED,
            "hyper-parameters and rows are bounded so that the library takes them all (XgboostTrainerTest has the rest)",
            FailureCode.INVALID_TRANSITION,
            "a worker changes a run only under the lease with which it claimed it (LeaseIT)",
            FailureCode.WORKER_RUNTIME_ERROR,
            "an input that provokes it has found a bug, which must be fixed and get a code of its own (RunWorkerPoolIT)");

    private NegativePaths() {}

    static List<Family> families() {
        return List.of(
                new Family(
                        FailureCategory.INPUT_ADMISSION.name(),
                        Stream.of(
                                        AdmissionNegativePaths.all(),
                                        ProfileNegativePaths.all(),
                                        SignatureNegativePaths.all())
                                .flatMap(List::stream)
                                .toList()),
                new Family(FailureCategory.RESOLUTION.name(), ResolutionNegativePaths.all()),
                new Family(FailureCategory.EVIDENCE.name(), EvidenceNegativePaths.all()),
                new Family(FailureCategory.IMMUTABILITY.name(), ImmutabilityNegativePaths.all()),
                new Family(FailureCategory.PUBLISH.name(), PublishNegativePaths.all()),
                new Family(FailureCategory.POLICY.name(), PolicyNegativePaths.all()),
                new Family(FailureCategory.EXECUTION.name(), ExecutionNegativePaths.all()),
                new Family("DEAD_LETTERS", DeadLetterNegativePaths.all()));
    }

    static Set<FailureCode> provoked() {
        return families().stream()
                .flatMap(family -> family.paths().stream())
                .map(NegativePath::code)
                .flatMap(Optional::stream)
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(FailureCode.class)));
    }
}
