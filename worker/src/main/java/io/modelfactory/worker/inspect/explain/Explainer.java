package io.modelfactory.worker.inspect.explain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.inspect.GateCheckDescriptions;
import io.modelfactory.worker.inspect.GateCheckDescriptions.CheckDescription;
import io.modelfactory.worker.inspect.RunDocuments;
import io.modelfactory.worker.inspect.SituationDocument;
import io.modelfactory.worker.inspect.explain.Explanation.EvidenceLine;
import io.modelfactory.worker.ledger.activity.RunSituation;
import io.modelfactory.worker.ledger.receipt.ReceiptStatus;
import io.modelfactory.worker.ledger.receipt.RequestRecord;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Explains runs and requests from what the ledger says of them and the documents it refers to. */
public final class Explainer {
    private static final List<ArtifactName> DECISION = List.of(
            ArtifactName.GATE_RECEIPT,
            ArtifactName.EVAL_REPORT,
            ArtifactName.PUBLISH_ELIGIBILITY,
            ArtifactName.PUBLISH_OVERRIDE,
            ArtifactName.BUNDLE_PUBLICATION,
            ArtifactName.REGISTRY_RECORD,
            ArtifactName.REGISTRY_EVENT,
            ArtifactName.PUBLISH_HANDSHAKE_RECEIPT);

    private final BiFunction<RunRecord, ArtifactName, RunDocuments.ReadResult> documents;
    private final Function<RunRecord, RunSituation> situations;

    /** @param situations who works on a run, or what it waits for */
    public Explainer(RunDocuments documents, Function<RunRecord, RunSituation> situations) {
        this(documents::read, situations);
    }

    /** @param documents reads a document of a run, as {@link RunDocuments#read} does */
    public Explainer(
            BiFunction<RunRecord, ArtifactName, RunDocuments.ReadResult> documents,
            Function<RunRecord, RunSituation> situations) {
        this.documents = documents;
        this.situations = situations;
    }

    public Explanation explain(RunRecord run) {
        RunSituation situation = situations.apply(run);
        RunDocuments.ReadResult receipt = documents.apply(run, ArtifactName.GATE_RECEIPT);
        List<CheckDescription> checks = GateCheckDescriptions.of(receipt.content());
        List<String> steps = new ArrayList<>(StateGuidance.nextSteps(run, situation));
        receipt.problem()
                .ifPresent(problem -> steps.add(
                        0,
                        "The gate receipt cannot be shown: " + problem + ". See what else is wrong: `mf verify "
                                + run.runKey() + "`."));
        return new Explanation(
                run.runKey(),
                standing(run, situation),
                run.failureCode(),
                run.runKey() + " " + StateGuidance.predicate(run, situation) + gateReason(run, checks)
                        + GainText.of(
                                documents.apply(run, ArtifactName.EVAL_REPORT).content()) + ".",
                checks.stream().map(Explainer::line).toList(),
                ScorecardText.lines(
                        documents.apply(run, ArtifactName.EVAL_REPORT).content().at("/metrics/scorecard")),
                evidence(run, receipt.content()),
                steps,
                Optional.of(SituationDocument.of(situation)));
    }

    private static String standing(RunRecord run, RunSituation situation) {
        if (run.finished()) {
            return run.state() + ", idle";
        }
        return run.state() + (situation.isWorkedOn() ? ", in progress" : ", waiting");
    }

    /** A run that passed says why; one that failed its gate has said it in its message already. */
    private static String gateReason(RunRecord run, List<CheckDescription> checks) {
        boolean passed = !checks.isEmpty() && checks.stream().allMatch(CheckDescription::held);
        return passed && run.failureCode().isEmpty() ? "; all " + checks.size() + " checks of its gate held" : "";
    }

    private static String line(CheckDescription check) {
        return (check.held() ? "held    " : "failed  ") + check.text();
    }

    private static List<EvidenceLine> evidence(RunRecord run, JsonNode receipt) {
        List<EvidenceLine> lines = new ArrayList<>();
        Map<String, ArtifactRef> refs = new TreeMap<>(run.refs());
        DECISION.forEach(name -> add(lines, name.key(), refs.remove(name.key())));
        JsonNode profile = receipt.path("governance_profile");
        if (profile.isObject()) {
            lines.add(new EvidenceLine(
                    "governance_profile",
                    profile.path("ref").asText(),
                    Optional.of(profile.path("sha256").asText())));
        }
        refs.forEach((name, ref) -> add(lines, name, ref));
        if (run.refs().isEmpty()) {
            inputs(run.request(), lines);
        }
        return lines;
    }

    private static void add(List<EvidenceLine> lines, String name, @Nullable ArtifactRef ref) {
        if (ref != null) {
            lines.add(new EvidenceLine(name, ref.ref(), Optional.of(ref.sha256())));
        }
    }

    /** Where nothing was written yet, what the request refers to is all there is to look at. */
    private static void inputs(JsonNode request, List<EvidenceLine> lines) {
        request.path("dataset_manifest_refs")
                .forEach(ref -> lines.add(new EvidenceLine("dataset_manifest", ref.asText(), Optional.empty())));
        for (String profile : List.of("training_config_ref", "governance_profile_ref")) {
            if (request.hasNonNull(profile)) {
                lines.add(new EvidenceLine(profile, request.path(profile).asText(), Optional.empty()));
            }
        }
    }

    /** A request that is about a run is explained by the run, unless it was refused for itself. */
    public Explanation explain(RequestRecord request, Optional<RunRecord> run) {
        JsonNode error = request.receipt().map(receipt -> receipt.path("error")).orElse(MissingNode.getInstance());
        Optional<FailureCode> code =
                Optional.ofNullable(error.path("code").textValue()).map(FailureCode::valueOf);
        if (run.isPresent() && (code.isEmpty() || code.equals(run.get().failureCode()))) {
            return explain(run.get());
        }
        String status = request.receiptStatus().map(ReceiptStatus::name).orElse("not answered yet");
        String sentence = code.map(why -> "request " + request.requestId() + " was refused, because "
                        + FailureGuidance.of(why).meaning() + ": "
                        + error.path("message").asText() + ".")
                .orElse("request " + request.requestId() + " is answered: " + status.toLowerCase(Locale.ROOT) + ".");
        return new Explanation(
                request.requestId(),
                status,
                code,
                sentence,
                List.of(),
                List.of(),
                request.archivedAt().isPresent()
                        ? List.of(new EvidenceLine("invocation_receipt", request.receiptKey(), Optional.empty()))
                        : List.of(),
                code.map(FailureGuidance::of)
                        .map(advice -> run.map(advice::nextStepFor).orElse(advice.nextStep()))
                        .map(List::of)
                        .orElse(List.of()),
                Optional.empty());
    }
}
