package io.modelfactory.worker.console.action;

import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import io.modelfactory.worker.console.DatasetInspection;
import io.modelfactory.worker.console.DatasetInspections;
import io.modelfactory.worker.console.action.ActionAudit.BegunAction;
import io.modelfactory.worker.console.process.JobRequest;
import io.modelfactory.worker.console.process.JobState;
import io.modelfactory.worker.console.route.RouteAnswer;
import io.modelfactory.worker.console.route.RouteRequest;
import io.modelfactory.worker.ledger.audit.ConsoleAction;
import io.modelfactory.worker.ledger.audit.ConsoleActionOutcome;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Has the files of a dataset looked at, and shows values of theirs to who may see them. */
final class DatasetInspectionPages {
    /** No option and no file of options: it stands on a command line. */
    private static final Pattern REF = Pattern.compile("[A-Za-z0-9_.][^\\p{Cntrl}]{0,1000}");

    private final ActionCommands commands;
    private final JobSubmission jobs;
    private final ActionAudit audit;
    private final Predicate<String> known;
    private final DatasetInspections inspections;
    private final Function<Context, String> address;

    /** @param known whether a run was asked for a manifest of this reference: no other is looked at */
    DatasetInspectionPages(
            ActionCommands commands,
            JobSubmission jobs,
            ActionAudit audit,
            Predicate<String> known,
            DatasetInspections inspections,
            Function<Context, String> address) {
        this.commands = commands;
        this.jobs = jobs;
        this.audit = audit;
        this.known = known;
        this.inspections = inspections;
        this.address = address;
    }

    RouteAnswer inspect(RouteRequest request) {
        String ref = ref(request);
        if (!REF.matcher(ref).matches() || !known.test(ref)) {
            throw new NotFoundResponse("no run was asked for this dataset");
        }
        InspectionLines lines = new InspectionLines();
        JobRequest job = new JobRequest(
                JobRequest.DATASET_CONTENTS, ref, RequestForms.principal(request), commands.contents(ref), lines);
        return jobs.submit(request, ConsoleAction.INSPECT, job, status -> {
            boolean complete = status.state() == JobState.DONE;
            if (complete || (status.state() == JobState.FAILED && !lines.files().isEmpty())) {
                status.endedAt()
                        .ifPresent(at -> inspections.keep(
                                ref,
                                new DatasetInspection(
                                        at, status.principal(), complete, lines.files(), lines.leftOut())));
            }
        });
    }

    RouteAnswer values(RouteRequest request) {
        String ref = ref(request);
        Optional<DatasetInspection> inspection = inspections.find(ref);
        BegunAction begun = audit.begin(
                RequestForms.principal(request), address.apply(request.http()), ConsoleAction.UNMASK, ref, "");
        audit.end(
                begun,
                inspection.isPresent() ? ConsoleActionOutcome.DONE : ConsoleActionOutcome.FAILED,
                inspection.isPresent() ? "" : "it was not inspected");
        return RouteAnswer.of(new DatasetValuesPage(
                ref,
                inspection.orElseThrow(
                        () -> new NotFoundResponse("this console has not looked at the files of this dataset yet"))));
    }

    private static String ref(RouteRequest request) {
        return Optional.ofNullable(request.http().formParam("ref"))
                .orElseThrow(() -> new BadRequestResponse("ref: names the manifest"));
    }
}
