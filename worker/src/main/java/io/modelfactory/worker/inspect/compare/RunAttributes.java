package io.modelfactory.worker.inspect.compare;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.inspect.GateCheckDescriptions;
import io.modelfactory.worker.inspect.RunDocuments;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** A run laid out as named values, section by section. Reads what the ledger and the run's documents say. */
public final class RunAttributes {
    /** For people to look at as pictures, not as numbers in a table. */
    private static final Set<String> PLOTTED_FIELDS = Set.of("curves", "score_histogram");

    /** Of the scorecard: two runs rarely have the same days. */
    private static final Set<String> DAILY_FIELDS = Set.of("daily", "cost_curve");

    private final RunRecord run;
    private final Map<AttributeGroup, Map<String, String>> sections = new EnumMap<>(AttributeGroup.class);
    private final List<String> problems = new ArrayList<>();

    private RunAttributes(RunRecord run) {
        this.run = run;
    }

    /** What a difference is about, in the order in which a run meets it. */
    public enum AttributeGroup {
        RUN,
        INPUTS,
        DATASETS,
        PROFILES,
        CONFIGURATION,
        SPLIT,
        MODEL,
        METRICS,
        GATE,
        BUNDLE
    }

    public static RunAttributes of(RunRecord run, RunDocuments documents) {
        return of(run, documents::read);
    }

    /** @param documents reads a document of a run, as {@link RunDocuments#read} does */
    public static RunAttributes of(
            RunRecord run, BiFunction<RunRecord, ArtifactName, RunDocuments.ReadResult> documents) {
        RunAttributes facts = new RunAttributes(run);
        facts.ledger();
        facts.plan(facts.document(documents, ArtifactName.RESOLVED_TRAIN_PLAN));
        facts.execution(facts.document(documents, ArtifactName.EXECUTION_RECORD));
        facts.model(facts.document(documents, ArtifactName.MODEL_ARTIFACT));
        facts.metrics(facts.document(documents, ArtifactName.EVAL_REPORT));
        facts.gate(facts.document(documents, ArtifactName.GATE_RECEIPT));
        facts.bundle(facts.document(documents, ArtifactName.BUNDLE_PUBLICATION));
        return facts;
    }

    String runKey() {
        return run.runKey();
    }

    /** Its values, by name. */
    public Map<String, String> section(AttributeGroup section) {
        return sections.getOrDefault(section, Map.of());
    }

    /** Documents that could not be read, and why; their values are absent. */
    public List<String> problems() {
        return problems;
    }

    private JsonNode document(
            BiFunction<RunRecord, ArtifactName, RunDocuments.ReadResult> documents, ArtifactName name) {
        RunDocuments.ReadResult reading = documents.apply(run, name);
        reading.problem().ifPresent(problems::add);
        return reading.content();
    }

    private void ledger() {
        put(AttributeGroup.RUN, "state", run.state().name());
        run.failureCode().ifPresent(code -> put(AttributeGroup.RUN, "failure_code", code.name()));
        put(AttributeGroup.RUN, "publish_requested", String.valueOf(run.publishRequested()));
        JsonNode request = run.request();
        for (String field : List.of(
                "intent_kind",
                "platform_run_id",
                "dataset_manifest_refs",
                "training_config_ref",
                "governance_profile_ref",
                "target_scope")) {
            flatten(AttributeGroup.INPUTS, field, request.path(field));
        }
        for (String field : List.of("policy_revision", "config_revision", "mf_code_release_id")) {
            flatten(AttributeGroup.CONFIGURATION, field, request.path(field));
        }
        run.runConfigDigest().ifPresent(digest -> put(AttributeGroup.CONFIGURATION, "run_config_digest", digest));
        run.executionStartedAt()
                .ifPresent(start -> put(AttributeGroup.CONFIGURATION, "execution_started_at_utc", start.toString()));
    }

    private void plan(JsonNode plan) {
        for (JsonNode dataset : plan.path("datasets")) {
            String id = dataset.path("dataset_manifest_id").asText();
            flatten(AttributeGroup.DATASETS, id + ".fingerprint", dataset.path("dataset_fingerprint"));
            flatten(
                    AttributeGroup.DATASETS,
                    id + ".manifest",
                    dataset.path("manifest").path("sha256"));
            flatten(
                    AttributeGroup.DATASETS,
                    id + ".materialization",
                    dataset.path("materialization").path("sha256"));
            flatten(AttributeGroup.DATASETS, id + ".features", dataset.path("feature_definition_set"));
            flatten(AttributeGroup.DATASETS, id + ".label", dataset.path("label_basis"));
            flatten(AttributeGroup.DATASETS, id + ".files", dataset.path("files"));
        }
        flatten(AttributeGroup.PROFILES, "training", plan.path("training_profile"));
        flatten(AttributeGroup.PROFILES, "governance", plan.path("governance_profile"));
    }

    private void execution(JsonNode record) {
        flatten(AttributeGroup.SPLIT, "stage_seed", record.path("stage_seed"));
        flatten(AttributeGroup.SPLIT, "seed_policy", record.path("seed_policy"));
        flatten(AttributeGroup.SPLIT, "split", record.path("split"));
    }

    private void model(JsonNode descriptor) {
        for (String field :
                List.of("algorithm_id", "rounds", "decision_threshold", "hyper_parameters", "library", "features")) {
            flatten(AttributeGroup.MODEL, field, descriptor.path(field));
        }
        Optional.ofNullable(run.refs().get(ArtifactName.MODEL.key()))
                .map(ArtifactRef::sha256)
                .ifPresent(digest -> put(AttributeGroup.MODEL, "sha256", digest));
    }

    private void metrics(JsonNode report) {
        report.path("metrics").properties().stream()
                .filter(metric -> !PLOTTED_FIELDS.contains(metric.getKey()))
                .forEach(metric -> metric(metric.getKey(), metric.getValue()));
    }

    private void metric(String name, JsonNode value) {
        switch (name) {
            case "scorecard" -> scorecard(value);
            case "weeks" ->
                value.forEach(week -> flatten(
                        AttributeGroup.METRICS, "weeks." + week.path("week").asText(), week.path("metrics")));
            default -> flatten(AttributeGroup.METRICS, name, value);
        }
    }

    private void scorecard(JsonNode scorecard) {
        scorecard.properties().stream()
                .filter(member -> !DAILY_FIELDS.contains(member.getKey()))
                .forEach(member -> flatten(AttributeGroup.METRICS, "scorecard." + member.getKey(), member.getValue()));
        flatten(AttributeGroup.METRICS, "scorecard.cost_curve.highest", scorecard.at("/cost_curve/highest"));
    }

    private void gate(JsonNode receipt) {
        flatten(AttributeGroup.GATE, "gate_decision", receipt.path("gate_decision"));
        GateCheckDescriptions.of(receipt).forEach(check -> put(AttributeGroup.GATE, check.name(), check.text()));
    }

    private void bundle(JsonNode publication) {
        flatten(AttributeGroup.BUNDLE, "bundle_id", publication.path("bundle_id"));
        flatten(AttributeGroup.BUNDLE, "bundle_version", publication.path("bundle_version"));
        flatten(AttributeGroup.BUNDLE, "compatibility", publication.path("compatibility"));
    }

    private void flatten(AttributeGroup section, String name, JsonNode value) {
        if (value.isObject()) {
            value.properties().forEach(member -> flatten(section, name + "." + member.getKey(), member.getValue()));
        } else if (value.isArray()) {
            for (int element = 0; element < value.size(); element++) {
                flatten(section, name + "[" + element + "]", value.path(element));
            }
        } else if (!value.isMissingNode()) {
            put(section, name, value.isNull() ? "no value" : value.asText());
        }
    }

    private void put(AttributeGroup section, String name, String value) {
        sections.computeIfAbsent(section, none -> new TreeMap<>()).put(name, value);
    }
}
