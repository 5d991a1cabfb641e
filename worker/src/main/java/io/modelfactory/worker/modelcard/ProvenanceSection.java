package io.modelfactory.worker.modelcard;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.evidence.BuildWorkers;
import io.modelfactory.worker.modelcard.page.CardSection;
import io.modelfactory.worker.modelcard.page.PageBlock.Command;
import io.modelfactory.worker.modelcard.page.PageBlock.CommandList;
import io.modelfactory.worker.modelcard.page.PageBlock.Fact;
import io.modelfactory.worker.modelcard.page.PageBlock.FactList;
import io.modelfactory.worker.modelcard.page.PageBlock.Paragraph;
import io.modelfactory.worker.modelcard.page.PageBlock.Table;
import io.modelfactory.worker.modelcard.page.StyledText;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Where everything on the card comes from, and how to see that it is so. */
final class ProvenanceSection {
    private ProvenanceSection() {}

    static CardSection of(CardDocuments documents) {
        return new CardSection(
                "provenance",
                "Provenance",
                false,
                List.of(
                        run(documents),
                        profiles(documents.plan()),
                        inputs(documents),
                        evidence(documents.refs()),
                        new Paragraph(BundleSignatureText.paragraph(documents)),
                        new Paragraph("The card is derived from the documents above and from nothing else. To see for"
                                + " yourself:"),
                        checks(documents)));
    }

    private static FactList run(CardDocuments documents) {
        JsonNode plan = documents.plan();
        JsonNode by = documents.executionRecord().path("requested_by");
        return new FactList(List.of(
                new Fact("Run", StyledText.code(plan.path("run_key"))),
                new Fact("Identity of the run", StyledText.code(plan.path("train_run_key"))),
                new Fact("Platform run", StyledText.code(plan.path("platform_run_id"))),
                new Fact("Requested by", StyledText.code(by.path("requester_principal"))),
                new Fact(
                        "Requester is",
                        StyledText.text(by.path("authentication").asText("claimed"))),
                new Fact("Request", StyledText.code(by.path("request_id"))),
                new Fact("Started at", StyledText.code(plan.path("execution_started_at_utc"))),
                new Fact("Requested release", StyledText.code(plan.path("mf_code_release_id"))),
                new Fact("Built by release", StyledText.code(documents.workers().builderRelease())),
                new Fact("Built on", StyledText.text(environment(documents.workers()))),
                new Fact("Finished as started", StyledText.text(deviations(documents.workers()))),
                new Fact("Policy revision", StyledText.code(plan.path("policy_revision"))),
                new Fact("Configuration revision", StyledText.code(plan.path("config_revision"))),
                new Fact("Run configuration SHA-256", StyledText.code(plan.path("run_config_digest")))));
    }

    private static String environment(BuildWorkers workers) {
        return workers.builder()
                .filter(worker -> worker.has("java"))
                .map(worker -> "Java %s (%s), %s %s %s, %s"
                        .formatted(
                                worker.at("/java/version").asText(),
                                worker.at("/java/vendor").asText(),
                                worker.at("/platform/os").asText(),
                                worker.at("/platform/os_version").asText(),
                                worker.at("/platform/arch").asText(),
                                worker.path("libraries")
                                        .propertyStream()
                                        .map(library -> library.getKey() + " "
                                                + library.getValue().asText())
                                        .collect(Collectors.joining(", "))))
                .orElse("not recorded");
    }

    private static String deviations(BuildWorkers workers) {
        return workers.deviations().isEmpty() ? "yes" : "NO: " + String.join("; ", workers.deviations());
    }

    private static Table profiles(JsonNode plan) {
        return new Table(
                "Pinned profiles",
                List.of("Profile", "Policy", "Revision", "Reference", "SHA-256"),
                List.of(
                        profile("training", plan.path("training_profile")),
                        profile("governance", plan.path("governance_profile"))));
    }

    private static List<StyledText> profile(String name, JsonNode pin) {
        return List.of(
                StyledText.text(name),
                StyledText.code(pin.path("policy_id")),
                StyledText.code(pin.path("revision")),
                StyledText.code(pin.path("ref")),
                StyledText.code(pin.path("sha256")));
    }

    private static Table inputs(CardDocuments documents) {
        List<List<StyledText>> rows = new ArrayList<>();
        for (JsonNode dataset : documents.datasets()) {
            rows.add(input(dataset, "manifest"));
            rows.add(input(dataset, "materialization"));
        }
        return new Table("Pinned inputs", List.of("Document", "Reference", "Bytes", "SHA-256"), rows);
    }

    private static List<StyledText> input(JsonNode dataset, String name) {
        JsonNode ref = dataset.path(name);
        return List.of(
                StyledText.text("dataset " + name),
                StyledText.code(ref.path("ref")),
                NumberText.count(ref.path("bytes")),
                StyledText.code(ref.path("sha256")));
    }

    private static Table evidence(Map<String, ArtifactRef> refs) {
        List<List<StyledText>> rows = new ArrayList<>();
        new TreeMap<>(refs)
                .forEach((name, ref) -> rows.add(List.of(
                        StyledText.text(name.replace('_', ' ')),
                        StyledText.code(ref.ref()),
                        NumberText.count(ref.bytes()),
                        StyledText.code(ref.sha256()))));
        return new Table("Evidence of the run", List.of("Document", "Reference", "Bytes", "SHA-256"), rows);
    }

    private static CommandList checks(CardDocuments documents) {
        List<Command> commands = new ArrayList<>();
        if (documents.published()) {
            commands.add(new Command(
                    "mf verify --bundle " + documents.bundle().bundleId() + " "
                            + documents.bundle().bundleVersion(),
                    "reads the bundle again, verifies its signature, and holds this card against the one it derives."));
        }
        commands.add(new Command(
                "mf verify " + documents.runKey(), "reads every artifact of the run again, down to its data."));
        commands.add(
                new Command("mf reproduce " + documents.runKey(), "trains the run again and compares every byte."));
        return new CommandList(commands);
    }
}
