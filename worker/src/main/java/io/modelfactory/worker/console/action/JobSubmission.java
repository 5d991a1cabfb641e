package io.modelfactory.worker.console.action;

import io.javalin.http.Context;
import io.javalin.http.ServiceUnavailableResponse;
import io.modelfactory.worker.console.action.ActionAudit.BegunAction;
import io.modelfactory.worker.console.process.JobQueue;
import io.modelfactory.worker.console.process.JobRequest;
import io.modelfactory.worker.console.process.JobState;
import io.modelfactory.worker.console.process.JobStatus;
import io.modelfactory.worker.console.route.RouteAnswer;
import io.modelfactory.worker.console.route.RouteRequest;
import io.modelfactory.worker.ledger.audit.ConsoleAction;
import io.modelfactory.worker.ledger.audit.ConsoleActionOutcome;
import java.util.function.Consumer;
import java.util.function.Function;

/** Puts jobs into the queue, each recorded before it is there and when it is over. */
record JobSubmission(JobQueue queue, ActionAudit audit, Function<Context, String> address) {
    /**
     * @param onEnd hears how the job ended, before that is recorded
     * @return to the job's page
     */
    RouteAnswer submit(RouteRequest request, ConsoleAction action, JobRequest job, Consumer<JobStatus> onEnd) {
        if (queue.isFull()) {
            throw new ServiceUnavailableResponse("too many jobs wait already; cancel one, or come back later");
        }
        BegunAction begun = audit.begin(job.principal(), address.apply(request.http()), action, job.subject(), "");
        queue.submit(begun.id(), job, ended -> {
            onEnd.accept(ended);
            audit.end(begun, outcome(ended.state()), detail(ended));
        });
        return new RouteAnswer.Redirected("/jobs/" + begun.id());
    }

    private static ConsoleActionOutcome outcome(JobState state) {
        return switch (state) {
            case DONE -> ConsoleActionOutcome.DONE;
            case CANCELLED -> ConsoleActionOutcome.CANCELLED;
            default -> ConsoleActionOutcome.FAILED;
        };
    }

    private static String detail(JobStatus ended) {
        String last = ended.output().isEmpty()
                ? ""
                : ended.output().get(ended.output().size() - 1);
        return ended.state() == JobState.TIMED_OUT ? "it took too long" : last;
    }
}
