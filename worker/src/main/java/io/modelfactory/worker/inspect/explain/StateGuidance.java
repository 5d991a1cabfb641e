package io.modelfactory.worker.inspect.explain;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.run.RequeueRule;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.time.Instant;
import java.util.List;

/** What each state means for a run, idle or in progress, and what comes next. */
final class StateGuidance {
    private static final String ASK_AGAIN =
            "Where the same request holds once that is put right, send it again under a new request_id: the run has"
                    + " trained nothing, and is queued again.";

    private final Instant now;

    StateGuidance(Instant now) {
        this.now = now;
    }

    /** What happens to the run, or has happened: the predicate of a sentence, without a full stop. */
    String predicate(RunRecord run) {
        return switch (run.state()) {
            case QUEUED -> "waits for a worker to claim it, since " + run.availableAt() + requeued(run);
            case RUNNING ->
                switch (run.mode()) {
                    case PUBLISH_ONLY -> inProgress(run, "being published again, without training");
                    case FULL, NONE -> inProgress(run, "being trained and evaluated");
                };
            case EVAL_READY -> inProgress(run, "trained and evaluated; the gate judges it next");
            case PASS ->
                run.finished()
                        ? "passed its gate and rests, because no request for it allows publishing"
                        : inProgress(run, "past its gate; it is published next");
            case FAIL -> "failed, because " + reason(run) + answerOf(run) + requeued(run);
            case PUBLISH_PENDING ->
                run.finished()
                        ? "passed its gate but could not be published, because " + reason(run)
                        : "waits for a worker to publish it again; the last attempt failed, because " + reason(run);
            case PUBLISHED -> "passed its gate and was published";
        };
    }

    /** An old answer is none about the inputs as they are now. */
    private static String answerOf(RunRecord run) {
        return run.finishedAt().map(when -> " (the answer of " + when + ")").orElse("");
    }

    private static String requeued(RunRecord run) {
        return run.requeues() == 0 ? "" : " (asked for again, try " + (run.requeues() + 1) + ")";
    }

    private String inProgress(RunRecord run, String doing) {
        if (run.failureCode().isPresent() && run.availableAt().isAfter(now)) {
            return "waits until " + run.availableAt() + " to be tried again, because " + reason(run);
        }
        return "is " + doing + " (since " + run.updatedAt() + ", claim " + run.attemptsInState() + ")";
    }

    private static String reason(RunRecord run) {
        String message = run.failureMessage().orElse("");
        return run.failureCode()
                .map(code -> FailureGuidance.of(code).meaning() + (message.isBlank() ? "" : ": " + message))
                .orElse("no reason is on record");
    }

    List<String> nextSteps(RunRecord run) {
        String key = run.runKey();
        return switch (run.state()) {
            case QUEUED ->
                List.of(
                        "Nothing, if a worker is running: `mf runs watch " + key + "` follows it.",
                        "If it does not start, see that a worker runs under this profile: `mf worker run`; other runs"
                                + " may be before it: `mf runs list --state RUNNING`.");
            case RUNNING, EVAL_READY -> List.of("Nothing: `mf runs watch " + key + "` follows it until it rests.");
            case PASS ->
                run.finished()
                        ? List.of("To publish it, without training again, send the same request with publish_allowed:"
                                + " true and a new request_id: `mf request train-build FILE`.")
                        : List.of("Nothing: `mf runs watch " + key + "` follows it until it rests.");
            case FAIL, PUBLISH_PENDING -> afterFailure(run);
            case PUBLISHED ->
                List.of(
                        "Nothing here; whether the bundle becomes active is the registry's decision.",
                        "To audit it: `mf verify " + key + "`, `mf reproduce " + key + "`.");
        };
    }

    private static List<String> afterFailure(RunRecord run) {
        if (!run.finished()) {
            return List.of("Nothing: `mf runs watch " + run.runKey() + "` follows it until it rests.");
        }
        FailureCode code = run.failureCode().orElse(FailureCode.WORKER_RUNTIME_ERROR);
        String step = FailureGuidance.of(code).nextStepFor(run.runKey());
        return RequeueRule.appliesTo(run) ? List.of(step, ASK_AGAIN) : List.of(step);
    }
}
