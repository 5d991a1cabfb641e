package io.modelfactory.worker.console.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.console.ConsoleSources;
import io.modelfactory.worker.console.live.TrainingCurves;
import io.modelfactory.worker.console.page.RunPage.EvidenceView;
import io.modelfactory.worker.console.page.RunPage.LeaseView;
import io.modelfactory.worker.console.page.RunPage.ProgressView;
import io.modelfactory.worker.console.page.RunPage.RequestView;
import io.modelfactory.worker.console.page.RunPage.TimelineEntry;
import io.modelfactory.worker.console.route.RouteAnswer;
import io.modelfactory.worker.console.route.RouteRequest;
import io.modelfactory.worker.inspect.ProgressText;
import io.modelfactory.worker.inspect.RunDocuments;
import io.modelfactory.worker.inspect.RunFinder;
import io.modelfactory.worker.inspect.explain.Explainer;
import io.modelfactory.worker.inspect.explain.Explanation;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.activity.RunProgress;
import io.modelfactory.worker.ledger.activity.RunSituation;
import io.modelfactory.worker.ledger.receipt.RequestRecord;
import io.modelfactory.worker.ledger.run.RunEvent;
import io.modelfactory.worker.ledger.run.RunEventType;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Answers for one run. */
public final class RunPages {
    private static final int SHOWN_AUDITS = 100;
    private static final double MILLIS = 1e3;
    private static final Pattern COMMAND = Pattern.compile("`mf ([^`]+)`");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\b(FILE|OTHER|RUN_KEY|ID|TEXT)\\b");

    /** Events with which a worker takes a run in hand. */
    private static final Set<RunEventType> CLAIMS = EnumSet.of(RunEventType.RUN_STARTED, RunEventType.RUN_RESUMED);

    private final ConsoleSources sources;
    private final StoredDocuments documents;
    private final TrainingCurves curves;

    public RunPages(ConsoleSources sources, StoredDocuments documents, TrainingCurves curves) {
        this.sources = sources;
        this.documents = documents;
        this.curves = curves;
    }

    /** The key may be cut short, as people copy it. */
    public RouteAnswer run(RouteRequest request) {
        String given = request.path("run_key");
        RunRecord run = new RunFinder(sources.ledger().runs()).find(given);
        return given.equals(run.runKey())
                ? RouteAnswer.of(page(run))
                : new RouteAnswer.Redirected("/runs/" + run.runKey());
    }

    private RunPage page(RunRecord run) {
        RunLedger ledger = sources.ledger().runs();
        RunSituation situation = sources.ledger().situations().situation(run);
        Explanation explanation = new Explainer(documents::read, any -> situation).explain(run);
        RunDocuments.ReadResult receipt = documents.read(run, ArtifactName.GATE_RECEIPT);
        List<RunProgress> claims = sources.ledger().progress().byClaim(run.runKey());
        return new RunPage(
                RunSummary.of(run, situation.asOf(), GateCheck.of(receipt.content())),
                explanation,
                situation.holder().map(RunPages::holder),
                situation.progress().map(this::progress),
                timeline(ledger.events(run.runKey())),
                RunAttempt.of(claims, ledger.attemptLogs(run.runKey()), situation.progress(), situation.asOf()),
                GateCheck.of(receipt.content()),
                ledger.requests(run.runKey()).stream().map(RunPages::request).toList(),
                evidence(run),
                BundleRef.of(run),
                run.publishOverride(),
                ledger.audits(run.runKey()).stream().limit(SHOWN_AUDITS).toList(),
                receipt.problem().map(List::of).orElse(List.of()),
                ledger.detachedMonth(run.runKey()).map(YearMonth::toString),
                commands(explanation));
    }

    private List<String> commands(Explanation explanation) {
        List<String> commands = new ArrayList<>();
        for (String step : explanation.nextSteps()) {
            Matcher found = COMMAND.matcher(step);
            while (found.find()) {
                if (!PLACEHOLDER.matcher(found.group(1)).find()) {
                    commands.add(sources.command(found.group(1)));
                }
            }
        }
        return commands.stream().distinct().toList();
    }

    private static LeaseView holder(RunSituation.LeaseHolder holder) {
        return new LeaseView(
                holder.workerId(),
                holder.registration().map(worker -> worker.registration().host()),
                holder.leaseEnds(),
                holder.leaseLive());
    }

    private ProgressView progress(RunProgress progress) {
        return new ProgressView(
                progress.stage().title(),
                ProgressText.of(progress),
                progress.stageStartedAt(),
                StageShare.of(progress),
                progress.build().training().map(training -> training.round()),
                progress.build().training().map(training -> training.rounds()),
                curves.of(progress.runKey()));
    }

    private static List<TimelineEntry> timeline(List<RunEvent> events) {
        List<TimelineEntry> entries = new ArrayList<>();
        Optional<Instant> before = Optional.empty();
        int attempt = 0;
        for (RunEvent event : events) {
            attempt += CLAIMS.contains(event.type()) ? 1 : 0;
            entries.add(new TimelineEntry(
                    event.seq(),
                    event.type().name(),
                    event.state().name(),
                    event.occurredAt(),
                    before.map(
                            time -> Duration.between(time, event.occurredAt()).toMillis() / MILLIS),
                    attempt,
                    event.reason().map(Enum::name),
                    text(event.detail(), "worker_id"),
                    text(event.detail(), "message")));
            before = Optional.of(event.occurredAt());
        }
        return entries;
    }

    private static Optional<String> text(JsonNode detail, String member) {
        return Optional.of(detail.path(member).asText("")).filter(text -> !text.isEmpty());
    }

    private static RequestView request(RequestRecord request) {
        return new RequestView(
                request.requestId(),
                request.command(),
                request.requesterPrincipal(),
                request.authentication(),
                request.receivedAt(),
                request.receiptStatus());
    }

    private static List<EvidenceView> evidence(RunRecord run) {
        List<EvidenceView> evidence = new ArrayList<>();
        new TreeMap<>(run.refs())
                .forEach((name, ref) -> evidence.add(new EvidenceView(name, ref.ref(), ref.sha256(), ref.bytes())));
        return evidence;
    }
}
