package io.modelfactory.worker.card;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.card.page.Block.Fact;
import io.modelfactory.worker.card.page.Block.Facts;
import io.modelfactory.worker.card.page.Block.Points;
import io.modelfactory.worker.card.page.Block.Prose;
import io.modelfactory.worker.card.page.Block.Table;
import io.modelfactory.worker.card.page.Section;
import io.modelfactory.worker.card.page.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Where everything on the card comes from, and how to see that it is so. */
final class ProvenanceSection {
    private ProvenanceSection() {}

    static Section of(CardDocuments documents) {
        return new Section(
                "provenance",
                "Provenance",
                List.of(
                        run(documents),
                        profiles(documents.plan()),
                        inputs(documents),
                        evidence(documents.refs()),
                        new Prose(
                                "The card is derived from the documents above and from nothing else. To see for yourself:"),
                        checks(documents)));
    }

    private static Facts run(CardDocuments documents) {
        JsonNode plan = documents.plan();
        JsonNode by = documents.executionRecord().path("requested_by");
        return new Facts(List.of(
                new Fact("Run", Value.code(plan.path("run_key"))),
                new Fact("Identity of the run", Value.code(plan.path("train_run_key"))),
                new Fact("Platform run", Value.code(plan.path("platform_run_id"))),
                new Fact("Requested by", Value.code(by.path("requester_principal"))),
                new Fact("Request", Value.code(by.path("request_id"))),
                new Fact("Started at", Value.code(plan.path("execution_started_at_utc"))),
                new Fact("Code release", Value.code(plan.path("mf_code_release_id"))),
                new Fact("Policy revision", Value.code(plan.path("policy_revision"))),
                new Fact("Configuration revision", Value.code(plan.path("config_revision"))),
                new Fact("Run configuration SHA-256", Value.code(plan.path("run_config_digest")))));
    }

    private static Table profiles(JsonNode plan) {
        return new Table(
                "Pinned profiles",
                List.of("Profile", "Policy", "Revision", "Reference", "SHA-256"),
                List.of(
                        profile("training", plan.path("training_profile")),
                        profile("governance", plan.path("governance_profile"))));
    }

    private static List<Value> profile(String name, JsonNode pin) {
        return List.of(
                Value.text(name),
                Value.code(pin.path("policy_id")),
                Value.code(pin.path("revision")),
                Value.code(pin.path("ref")),
                Value.code(pin.path("sha256")));
    }

    private static Table inputs(CardDocuments documents) {
        List<List<Value>> rows = new ArrayList<>();
        for (JsonNode dataset : documents.datasets()) {
            rows.add(input(dataset, "manifest"));
            rows.add(input(dataset, "materialization"));
        }
        return new Table("Pinned inputs", List.of("Document", "Reference", "Bytes", "SHA-256"), rows);
    }

    private static List<Value> input(JsonNode dataset, String name) {
        JsonNode ref = dataset.path(name);
        return List.of(
                Value.text("dataset " + name),
                Value.code(ref.path("ref")),
                Words.count(ref.path("bytes")),
                Value.code(ref.path("sha256")));
    }

    private static Table evidence(Map<String, ArtifactRef> refs) {
        List<List<Value>> rows = new ArrayList<>();
        new TreeMap<>(refs)
                .forEach((name, ref) -> rows.add(List.of(
                        Value.text(name.replace('_', ' ')),
                        Value.code(ref.ref()),
                        Words.count(ref.bytes()),
                        Value.code(ref.sha256()))));
        return new Table("Evidence of the run", List.of("Document", "Reference", "Bytes", "SHA-256"), rows);
    }

    private static Points checks(CardDocuments documents) {
        String bundle = documents.bundle().bundleId() + " " + documents.bundle().bundleVersion();
        return new Points(List.of(
                "Command mf verify --bundle " + bundle
                        + " reads the bundle again, and holds this card against the one it derives.",
                "Command mf verify " + documents.runKey() + " reads every artifact of the run again, down to its data.",
                "Command mf reproduce " + documents.runKey() + " trains the run again and compares every byte."));
    }
}
