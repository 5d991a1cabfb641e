package io.modelfactory.worker.inspect.reproduce;

import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.artifact.folder.OverlayArtifactStore;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.gate.GateStage;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import io.modelfactory.worker.publish.PublishableRun;
import io.modelfactory.worker.request.RunIdentity;
import io.modelfactory.worker.request.TrainBuildRequest;
import io.modelfactory.worker.request.TrainBuildRequestReader;
import io.modelfactory.worker.resolve.ResolvedTrainPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Repeats a run that is terminal or idle, on an overlay, and compares what it makes with what is stored. */
public final class Reproducer {
    private static final String INPUTS_CHANGED = "INPUTS_CHANGED";

    private static final String AUTHENTICATED = "authenticated by key ";

    private final ArtifactStore stored;
    private final Path scratch;
    private final Function<ArtifactStore, ReproductionStages> stageFactory;

    /**
     * @param stored only read
     * @param scratch an empty folder for what is made again
     * @param stageFactory makes the stages of execution over a store
     */
    public Reproducer(ArtifactStore stored, Path scratch, Function<ArtifactStore, ReproductionStages> stageFactory) {
        this.stored = stored;
        this.scratch = scratch;
        this.stageFactory = stageFactory;
    }

    /** @throws FailureException {@code INVALID_TRANSITION} if the run never started, or is still at work */
    public Reproduction reproduce(RunRecord run) {
        if (!run.finished()
                || run.executionStartedAt().isEmpty()
                || run.runConfigDigest().isEmpty()) {
            throw new FailureException(
                    FailureCode.INVALID_TRANSITION,
                    run.runKey() + ": is " + run.state() + (run.finished() ? " and never started" : " and at work")
                            + ", only a run that was started and rests can be reproduced");
        }
        try (OverlayArtifactStore overlay = new OverlayArtifactStore(stored, scratch)) {
            OverlayComparison comparison = new OverlayComparison(stored, overlay);
            ReproductionStages stages = stageFactory.apply(overlay);
            String again;
            Optional<String> remark;
            try {
                remark = changedInputs(run, stages);
                again = remark.isPresent() ? INPUTS_CHANGED : repeat(run, stages);
            } catch (FailureException failure) {
                again = failure.code().name();
                remark = Optional.of(String.valueOf(failure.getMessage()));
            }
            return new Reproduction(run.runKey(), outcome(run), again, comparison.of(reproducible(run.refs())), remark);
        }
    }

    /** What is pinned must be what is found, or an hour of training would compare apples with pears. */
    private Optional<String> changedInputs(RunRecord run, ReproductionStages stages) {
        ArtifactRef pinned = run.refs().get(ArtifactName.RESOLVED_TRAIN_PLAN.key());
        if (pinned == null) {
            return Optional.empty();
        }
        Optional<byte[]> before = stored.read(pinned.ref(), DocumentStore.MAX_DOCUMENT_BYTES);
        byte[] now = CanonicalJson.bytes(resolve(run, stages).toJson());
        if (before.isEmpty() || Sha256.hex(now).equals(pinned.sha256())) {
            return Optional.empty();
        }
        return Optional.of("the run's inputs are not what its plan pins any more, so nothing was trained: "
                + String.join("; ", JsonDifferences.between(before.get(), now)));
    }

    private static ResolvedTrainPlan resolve(RunRecord run, ReproductionStages stages) {
        TrainBuildRequest request = TrainBuildRequestReader.read(run.request());
        return stages.resolver()
                .resolve(
                        request,
                        RunIdentity.of(request),
                        start(run),
                        run.runConfigDigest().orElseThrow());
    }

    private String repeat(RunRecord run, ReproductionStages stages) {
        Evidence evidence = stages.build().build(run, authenticatedBy(run));
        GateStage.Result judged =
                stages.gate().judge(run.platformRunId(), run.runKey(), evidence, rows -> attemptOf(run));
        boolean publishable = judged.decision().passed()
                || (run.publishOverride().isPresent()
                        && judged.decision().failureCode() == FailureCode.GATE_INCONCLUSIVE);
        if (publishable && run.refs().containsKey(ArtifactName.COMPLETION_MARKER.key())) {
            stages.publish().publish(PublishableRun.of(run).withEvidence(judged.evidence()));
        }
        return judged.decision().passed()
                ? RunState.PASS.name()
                : judged.decision().failureCode().name();
    }

    /** The number that the run was given when it was judged; the repetition is no further attempt. */
    private int attemptOf(RunRecord run) {
        return Optional.ofNullable(run.refs().get(ArtifactName.GATE_RECEIPT.key()))
                .flatMap(receipt -> stored.read(receipt.ref(), DocumentStore.MAX_DOCUMENT_BYTES))
                .map(Reproducer::attempt)
                .filter(number -> number > 0)
                .orElse(1);
    }

    private static int attempt(byte[] receipt) {
        try {
            return Json.parse(receipt).path("gate_attempt").asInt();
        } catch (IOException e) {
            // The comparison finds that the receipt is no document.
            return 0;
        }
    }

    /** Who had signed the request is not known to the repetition: the execution record says it. */
    private Optional<String> authenticatedBy(RunRecord run) {
        return Optional.ofNullable(run.refs().get(ArtifactName.EXECUTION_RECORD.key()))
                .flatMap(ref -> stored.read(ref.ref(), DocumentStore.MAX_DOCUMENT_BYTES))
                .map(Reproducer::authentication)
                .filter(text -> text.startsWith(AUTHENTICATED))
                .map(text -> text.substring(AUTHENTICATED.length()));
    }

    private static String authentication(byte[] executionRecord) {
        try {
            return Json.parse(executionRecord)
                    .at("/requested_by/authentication")
                    .asText();
        } catch (IOException damaged) {
            return "";
        }
    }

    /** A signature is made by who has the key, not by who repeats the run. */
    private static Map<String, ArtifactRef> reproducible(Map<String, ArtifactRef> refs) {
        Map<String, ArtifactRef> made = new TreeMap<>(refs);
        made.remove(ArtifactName.PROVENANCE.key());
        return made;
    }

    private static Instant start(RunRecord run) {
        return run.executionStartedAt().orElseThrow();
    }

    /** Whatever happened after a gate that passed, it passed; one that could not decide never did. */
    private static String outcome(RunRecord run) {
        if (run.publishOverride().isPresent()) {
            return FailureCode.GATE_INCONCLUSIVE.name();
        }
        return run.state() == RunState.FAIL && !passed(run)
                ? run.failureCode().map(Enum::name).orElse("FAIL")
                : RunState.PASS.name();
    }

    private static boolean passed(RunRecord run) {
        return run.refs().containsKey(ArtifactName.GATE_RECEIPT.key())
                && run.failureCode().filter(FailureCode::gateVerdict).isEmpty();
    }
}
