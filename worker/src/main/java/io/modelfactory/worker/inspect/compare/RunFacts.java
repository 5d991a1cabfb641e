package io.modelfactory.worker.inspect.compare;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Evidence.Name;
import io.modelfactory.worker.inspect.GateChecks;
import io.modelfactory.worker.inspect.RunDocuments;
import io.modelfactory.worker.ledger.RunRecord;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A run laid out as named values, section by section. Reads what the ledger and the run's documents say. */
public final class RunFacts {
    /** For people to look at as pictures, not as numbers in a table. */
    private static final Set<String> PICTURES = Set.of("curves", "score_histogram");

    private final RunRecord run;
    private final Map<Section, Map<String, String>> sections = new EnumMap<>(Section.class);
    private final List<String> problems = new ArrayList<>();

    private RunFacts(RunRecord run) {
        this.run = run;
    }

    /** What a difference is about, in the order in which a run meets it. */
    public enum Section {
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

    public static RunFacts of(RunRecord run, RunDocuments documents) {
        RunFacts facts = new RunFacts(run);
        facts.ledger();
        facts.plan(facts.document(documents, Name.RESOLVED_TRAIN_PLAN));
        facts.execution(facts.document(documents, Name.EXECUTION_RECORD));
        facts.model(facts.document(documents, Name.MODEL_ARTIFACT));
        facts.metrics(facts.document(documents, Name.EVAL_REPORT));
        facts.gate(facts.document(documents, Name.GATE_RECEIPT));
        facts.bundle(facts.document(documents, Name.BUNDLE_PUBLICATION));
        return facts;
    }

    String runKey() {
        return run.runKey();
    }

    Map<String, String> section(Section section) {
        return sections.getOrDefault(section, Map.of());
    }

    /** Documents that could not be read, and why; their values are absent. */
    List<String> problems() {
        return problems;
    }

    private JsonNode document(RunDocuments documents, Name name) {
        RunDocuments.Reading reading = documents.read(run, name);
        reading.problem().ifPresent(problems::add);
        return reading.content();
    }

    private void ledger() {
        put(Section.RUN, "state", run.state().name());
        run.failureCode().ifPresent(code -> put(Section.RUN, "failure_code", code.name()));
        put(Section.RUN, "publish_requested", String.valueOf(run.publishRequested()));
        JsonNode request = run.request();
        for (String field : List.of(
                "intent_kind",
                "platform_run_id",
                "dataset_manifest_refs",
                "training_config_ref",
                "governance_profile_ref",
                "target_scope")) {
            flatten(Section.INPUTS, field, request.path(field));
        }
        for (String field : List.of("policy_revision", "config_revision", "mf_code_release_id")) {
            flatten(Section.CONFIGURATION, field, request.path(field));
        }
        run.runConfigDigest().ifPresent(digest -> put(Section.CONFIGURATION, "run_config_digest", digest));
        run.executionStartedAt()
                .ifPresent(start -> put(Section.CONFIGURATION, "execution_started_at_utc", start.toString()));
    }

    private void plan(JsonNode plan) {
        for (JsonNode dataset : plan.path("datasets")) {
            String id = dataset.path("dataset_manifest_id").asText();
            flatten(Section.DATASETS, id + ".fingerprint", dataset.path("dataset_fingerprint"));
            flatten(Section.DATASETS, id + ".manifest", dataset.path("manifest").path("sha256"));
            flatten(
                    Section.DATASETS,
                    id + ".materialization",
                    dataset.path("materialization").path("sha256"));
            flatten(Section.DATASETS, id + ".features", dataset.path("feature_definition_set"));
            flatten(Section.DATASETS, id + ".label", dataset.path("label_basis"));
            flatten(Section.DATASETS, id + ".files", dataset.path("files"));
        }
        flatten(Section.PROFILES, "training", plan.path("training_profile"));
        flatten(Section.PROFILES, "governance", plan.path("governance_profile"));
    }

    private void execution(JsonNode record) {
        flatten(Section.SPLIT, "stage_seed", record.path("stage_seed"));
        flatten(Section.SPLIT, "seed_policy", record.path("seed_policy"));
        flatten(Section.SPLIT, "split", record.path("split"));
    }

    private void model(JsonNode descriptor) {
        for (String field :
                List.of("algorithm_id", "rounds", "decision_threshold", "hyper_parameters", "library", "features")) {
            flatten(Section.MODEL, field, descriptor.path(field));
        }
        Optional.ofNullable(run.refs().get(Name.MODEL.key()))
                .map(ArtifactRef::sha256)
                .ifPresent(digest -> put(Section.MODEL, "sha256", digest));
    }

    private void metrics(JsonNode report) {
        report.path("metrics").properties().stream()
                .filter(metric -> !PICTURES.contains(metric.getKey()))
                .forEach(metric -> flatten(Section.METRICS, metric.getKey(), metric.getValue()));
    }

    private void gate(JsonNode receipt) {
        flatten(Section.GATE, "gate_decision", receipt.path("gate_decision"));
        GateChecks.of(receipt).forEach(check -> put(Section.GATE, check.name(), check.text()));
    }

    private void bundle(JsonNode publication) {
        flatten(Section.BUNDLE, "bundle_id", publication.path("bundle_id"));
        flatten(Section.BUNDLE, "bundle_version", publication.path("bundle_version"));
        flatten(Section.BUNDLE, "compatibility", publication.path("compatibility"));
    }

    private void flatten(Section section, String name, JsonNode value) {
        if (value.isObject()) {
            value.properties().forEach(member -> flatten(section, name + "." + member.getKey(), member.getValue()));
        } else if (value.isArray()) {
            for (int element = 0; element < value.size(); element++) {
                flatten(section, name + "[" + element + "]", value.path(element));
            }
        } else if (!value.isMissingNode()) {
            put(section, name, value.asText());
        }
    }

    private void put(Section section, String name, String value) {
        sections.computeIfAbsent(section, none -> new TreeMap<>()).put(name, value);
    }
}
