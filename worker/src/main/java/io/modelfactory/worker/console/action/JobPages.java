package io.modelfactory.worker.console.action;

import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import io.modelfactory.worker.console.action.ActionAudit.BegunAction;
import io.modelfactory.worker.console.process.JobQueue;
import io.modelfactory.worker.console.process.JobRequest;
import io.modelfactory.worker.console.process.JobStatus;
import io.modelfactory.worker.console.route.RouteAnswer;
import io.modelfactory.worker.console.route.RouteRequest;
import io.modelfactory.worker.ledger.audit.ConsoleAction;
import io.modelfactory.worker.ledger.audit.ConsoleActionOutcome;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Heavy work: it is asked for here and done in a child process, one at a time. */
final class JobPages {
    /** Whatever reaches a command line is a key or a position, and looks like one. */
    private static final Pattern RUN_KEY = Pattern.compile("tr_[0-9a-f]{1,32}");

    private static final Pattern POSITION = Pattern.compile("[0-9]{1,9}@[0-9]{1,18}");
    private static final int MAX_POSITIONS = 500;
    private static final String REFRESH_SECONDS = "3";

    private final ActionCommands commands;
    private final JobQueue queue;
    private final JobSubmission jobs;
    private final ActionAudit audit;
    private final Function<Context, String> address;

    JobPages(ActionCommands commands, JobQueue queue, ActionAudit audit, Function<Context, String> address) {
        this.commands = commands;
        this.queue = queue;
        this.jobs = new JobSubmission(queue, audit, address);
        this.audit = audit;
        this.address = address;
    }

    RouteAnswer verify(RouteRequest request) {
        String run = runKey(request);
        return submit(request, ConsoleAction.VERIFY, "verify", run, commands.verify(run));
    }

    RouteAnswer reproduce(RouteRequest request) {
        String run = runKey(request);
        return submit(request, ConsoleAction.REPRODUCE, "reproduce", run, commands.reproduce(run));
    }

    RouteAnswer replayForm(RouteRequest request) {
        return RouteAnswer.of(new ReplayPage(positions(request.queries("at"))));
    }

    RouteAnswer replay(RouteRequest request) {
        List<String> positions = positions(request.http().formParams("at"));
        return submit(
                request,
                ConsoleAction.DEAD_LETTER_REPLAY,
                "dlq replay",
                String.join(" ", positions),
                commands.replay(positions));
    }

    RouteAnswer unmask(RouteRequest request) {
        String at = positions(List.of(request.path("at"))).get(0);
        BegunAction begun = begin(request, ConsoleAction.UNMASK, at);
        Optional<LetterPayload> payload = commands.payload(at);
        audit.end(
                begun,
                payload.isPresent() ? ConsoleActionOutcome.DONE : ConsoleActionOutcome.FAILED,
                payload.isPresent() ? "" : "the letter is not there any more");
        return RouteAnswer.of(new PayloadPage(
                at, payload.orElseThrow(() -> new NotFoundResponse("the letter is not there any more"))));
    }

    RouteAnswer list(RouteRequest request) {
        return RouteAnswer.of(new JobListPage(queue.all()));
    }

    /** A page without script asks again by itself while the job goes on. */
    RouteAnswer show(RouteRequest request) {
        JobStatus job = job(request);
        if (!job.isOver()) {
            request.http().header("Refresh", REFRESH_SECONDS);
        }
        return RouteAnswer.of(new JobPage(job));
    }

    RouteAnswer cancel(RouteRequest request) {
        JobStatus job = job(request);
        BegunAction begun = begin(request, ConsoleAction.CANCEL, job.kind() + " " + job.subject());
        boolean ended = queue.cancel(job.id());
        audit.end(begun, ConsoleActionOutcome.DONE, ended ? "job " + job.id() : "it was over already");
        return new RouteAnswer.Redirected("/jobs/" + job.id());
    }

    private RouteAnswer submit(
            RouteRequest request, ConsoleAction action, String kind, String subject, List<String> commandLine) {
        return jobs.submit(
                request,
                action,
                new JobRequest(kind, subject, RequestForms.principal(request), commandLine),
                ended -> {});
    }

    private BegunAction begin(RouteRequest request, ConsoleAction action, String subject) {
        return audit.begin(RequestForms.principal(request), address.apply(request.http()), action, subject, "");
    }

    private JobStatus job(RouteRequest request) {
        return queue.find(request.path("job"))
                .orElseThrow(
                        () -> new NotFoundResponse("this console knows no such job; it forgets them when it stops"));
    }

    private static String runKey(RouteRequest request) {
        return matching(RUN_KEY, request.path("run"), "a run's key begins with tr_");
    }

    private static List<String> positions(List<String> given) {
        List<String> positions = given.stream()
                .map(text -> matching(POSITION, text, "a dead letter is named by partition and offset, such as 0@17"))
                .distinct()
                .toList();
        if (positions.isEmpty() || positions.size() > MAX_POSITIONS) {
            throw new BadRequestResponse("choose 1 to " + MAX_POSITIONS + " dead letters");
        }
        return positions;
    }

    private static String matching(Pattern pattern, String text, String otherwise) {
        if (!pattern.matcher(text).matches()) {
            throw new BadRequestResponse(otherwise);
        }
        return text;
    }
}
