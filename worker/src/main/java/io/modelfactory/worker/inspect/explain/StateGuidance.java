package io.modelfactory.worker.inspect.explain;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.inspect.SituationText;
import io.modelfactory.worker.ledger.activity.RunSituation;
import io.modelfactory.worker.ledger.run.ExecutionMode;
import io.modelfactory.worker.ledger.run.RequeueRule;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.util.List;

/** What each state means for a run, idle or in progress, and what comes next. */
final class StateGuidance {
    private static final String ASK_AGAIN =
            "Where the same request holds once that is put right, ask again: `mf request again %s`. The run has trained"
                    + " nothing, and is queued again.";

    private StateGuidance() {}

    /** What happens to the run, or has happened: the predicate of a sentence, without a full stop. */
    static String predicate(RunRecord run, RunSituation situation) {
        if (!run.finished()) {
            return String.join("; ", SituationText.parts(run, situation)) + "; " + workLeft(run) + requeued(run);
        }
        return switch (run.state()) {
            case PASS -> "passed its gate and rests, because no request for it allows publishing";
            case FAIL -> "failed, because " + reason(run) + answerOf(run) + requeued(run);
            case PUBLISH_PENDING -> judged(run) + " but could not be published, because " + reason(run);
            case PUBLISHED -> judged(run) + " and was published";
            case QUEUED, RUNNING, EVAL_READY ->
                throw new IllegalStateException(run.runKey() + ": has work left in " + run.state());
        };
    }

    /** By whom it was decided that the run may be published. */
    private static String judged(RunRecord run) {
        return run.publishOverride()
                .map(override -> "was granted publication by " + override.requesterPrincipal() + " (request "
                        + override.requestId() + ") although its gate could not decide (\"" + override.reason() + "\")")
                .orElse("passed its gate");
    }

    /** What is still to be done with the run, and why the last attempt did not do it. */
    private static String workLeft(RunRecord run) {
        String left = switch (run.state()) {
            case QUEUED -> "it has still to be trained, evaluated and judged";
            case RUNNING ->
                run.mode() == ExecutionMode.PUBLISH_ONLY
                        ? "it " + judged(run) + ", and has still to be published, without training again"
                        : "it has still to be trained, evaluated and judged (claim " + run.attemptsInState() + ")";
            case EVAL_READY -> "it is trained and evaluated; the gate judges it next";
            case PASS -> "it passed its gate; it is published next";
            case PUBLISH_PENDING -> "it " + judged(run) + ", and has still to be published";
            case FAIL, PUBLISHED -> throw new IllegalStateException(run.runKey() + ": has no work left");
        };
        return left
                + run.failureCode()
                        .map(code -> "; the last attempt failed, because " + reason(run))
                        .orElse("");
    }

    /** An old answer is none about the inputs as they are now. */
    private static String answerOf(RunRecord run) {
        return run.finishedAt().map(when -> " (the answer of " + when + ")").orElse("");
    }

    private static String requeued(RunRecord run) {
        return run.requeues() == 0 ? "" : " (asked for again, try " + (run.requeues() + 1) + ")";
    }

    private static String reason(RunRecord run) {
        String message = run.failureMessage().orElse("");
        return run.failureCode()
                .map(code -> FailureGuidance.of(code).meaning() + (message.isBlank() ? "" : ": " + message))
                .orElse("no reason is on record");
    }

    static List<String> nextSteps(RunRecord run, RunSituation situation) {
        String key = run.runKey();
        if (!run.finished()) {
            return situation.isAnyWorkerAlive()
                    ? List.of("Nothing: `mf runs watch " + key + "` follows it until it rests.")
                    : List.of(
                            "Start a worker under this profile, since none is alive: `mf worker run`.",
                            "See which workers there were, and when they were last seen: `mf workers`.");
        }
        return switch (run.state()) {
            case PASS ->
                List.of("To publish it, without training again: `mf request again " + key
                        + " --set publish_allowed=true`.");
            case PUBLISHED ->
                List.of(
                        "Nothing here; whether the bundle becomes active is the registry's decision.",
                        "To audit it: `mf verify " + key + "`, `mf reproduce " + key + "`.");
            default -> afterFailure(run);
        };
    }

    private static List<String> afterFailure(RunRecord run) {
        FailureCode code = run.failureCode().orElse(FailureCode.WORKER_RUNTIME_ERROR);
        String step = FailureGuidance.of(code).nextStepFor(run);
        return RequeueRule.appliesTo(run) ? List.of(step, ASK_AGAIN.formatted(run.runKey())) : List.of(step);
    }
}
