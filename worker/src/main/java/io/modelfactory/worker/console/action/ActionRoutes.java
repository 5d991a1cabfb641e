package io.modelfactory.worker.console.action;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.modelfactory.worker.console.DatasetInspections;
import io.modelfactory.worker.console.access.ConsoleRole;
import io.modelfactory.worker.console.process.JobQueue;
import io.modelfactory.worker.console.route.ConsoleRoute;
import io.modelfactory.worker.console.route.RouteHandler;
import io.modelfactory.worker.console.route.RouteKind;
import io.modelfactory.worker.console.route.RouteParameter;
import io.modelfactory.worker.ledger.audit.ConsoleAction;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** The addresses of what operators do. Each form is a page of its own first, which shows what will be done. */
public final class ActionRoutes {
    private static final RouteParameter RUN = RouteParameter.path("run", "the run's key");
    private static final RouteParameter JOB = RouteParameter.path("job", "the job's id");
    private static final RouteParameter AT =
            RouteParameter.query("at", "partition and offset of a dead letter, such as 0@17; may be repeated");

    private final ConsoleRequests factory;
    private final ActionCommands commands;
    private final JobQueue queue;
    private final ActionAudit audit;
    private final Predicate<String> knownManifest;
    private final DatasetInspections inspections;

    /**
     * @param knownManifest whether a run was asked for a manifest of this reference
     * @param inspections keeps what files of datasets hold
     */
    public ActionRoutes(
            ConsoleRequests factory,
            ActionCommands commands,
            JobQueue queue,
            ActionAudit audit,
            Predicate<String> knownManifest,
            DatasetInspections inspections) {
        this.factory = factory;
        this.commands = commands;
        this.queue = queue;
        this.audit = audit;
        this.knownManifest = knownManifest;
        this.inspections = inspections;
    }

    /**
     * Records that someone takes audit rows away.
     *
     * @param filter what of them
     * @throws io.modelfactory.worker.failure.TransientFaultException if it cannot be recorded; they may then not have
     *     them
     */
    public void recordExport(String principal, String address, String path, Optional<String> filter) {
        audit.begin(principal, address, ConsoleAction.EXPORT, path, filter.orElse(""));
    }

    /** For a console without proxies: a request comes from where its connection comes from. */
    public List<ConsoleRoute> all() {
        return all(request -> request.req().getRemoteAddr());
    }

    /** @param address where a request comes from */
    public List<ConsoleRoute> all(Function<Context, String> address) {
        RequestForms requests = new RequestForms(factory, audit, address);
        JobPages jobs = new JobPages(commands, queue, audit, address);
        DatasetInspectionPages datasets = new DatasetInspectionPages(
                commands, new JobSubmission(queue, audit, address), audit, knownManifest, inspections, address);
        return List.of(
                form(
                        "/runs/{run}/publish-retry",
                        "publish_retry_form",
                        "Asks why a run is to be published again",
                        List.of(RUN),
                        requests::retryForm),
                post(
                        "/runs/{run}/publish-retry",
                        "publish_retry",
                        "Asks to publish a run again",
                        List.of(RUN),
                        requests::retry),
                form(
                        "/runs/{run}/again",
                        "request_again_form",
                        "Shows a request prefilled from a run, and what of it changes",
                        List.of(RUN),
                        requests::againForm),
                post(
                        "/runs/{run}/again",
                        "request_again",
                        "Asks once more for what a run was asked for, with changes",
                        List.of(RUN),
                        requests::again),
                post("/runs/{run}/verify", "verify", "Checks all artifacts of a run", List.of(RUN), jobs::verify),
                post(
                        "/runs/{run}/reproduce",
                        "reproduce",
                        "Trains a run again and compares",
                        List.of(RUN),
                        jobs::reproduce),
                form(
                        "/dead-letters/replay",
                        "replay_form",
                        "Shows the dead letters that are to be sent back",
                        List.of(AT),
                        jobs::replayForm),
                post(
                        "/dead-letters/replay",
                        "replay",
                        "Sends the dead letters of the form back",
                        List.of(),
                        jobs::replay),
                new ConsoleRoute(
                        HandlerType.POST,
                        "/dead-letters/{at}/unmask",
                        RouteKind.ACTION,
                        "unmask",
                        "Shows the payload of a dead letter without its mask",
                        Optional.of(ConsoleRole.AUDITOR),
                        false,
                        List.of(RouteParameter.path("at", "partition and offset of the dead letter")),
                        jobs::unmask),
                post(
                        "/dataset/inspect",
                        "inspect_dataset",
                        "Looks at the files of the dataset of the form",
                        List.of(),
                        datasets::inspect),
                new ConsoleRoute(
                        HandlerType.POST,
                        "/dataset/values",
                        RouteKind.ACTION,
                        "dataset_values",
                        "Shows the least and the greatest values of the dataset of the form",
                        Optional.of(ConsoleRole.AUDITOR),
                        false,
                        List.of(),
                        datasets::values),
                ConsoleRoute.page(
                        "/jobs",
                        "jobs",
                        "Verifications, reproductions and replays of this console",
                        List.of(),
                        jobs::list),
                ConsoleRoute.page(
                        "/jobs/{job}", "job", "How far a job is, and what it has said", List.of(JOB), jobs::show),
                post("/jobs/{job}/cancel", "cancel_job", "Ends a job", List.of(JOB), jobs::cancel));
    }

    private static ConsoleRoute post(
            String path, String id, String summary, List<RouteParameter> parameters, RouteHandler handler) {
        return ConsoleRoute.action(path, id, summary, ConsoleRole.OPERATOR, parameters, handler);
    }

    private static ConsoleRoute form(
            String path, String id, String summary, List<RouteParameter> parameters, RouteHandler handler) {
        return new ConsoleRoute(
                HandlerType.GET,
                path,
                RouteKind.PAGE,
                id,
                summary,
                Optional.of(ConsoleRole.OPERATOR),
                true,
                parameters,
                handler);
    }
}
