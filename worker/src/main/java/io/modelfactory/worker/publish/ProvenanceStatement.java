package io.modelfactory.worker.publish;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.evidence.BuildWorkers;
import io.modelfactory.worker.resolve.PinnedInput;
import io.modelfactory.worker.resolve.PinnedPlan;
import java.util.SortedMap;

/**
 * What a bundle consists of and what it was built from, as an in-toto Statement v1 (in-toto.io/Statement/v1) with a
 * SLSA Provenance v1 predicate (slsa.dev/provenance/v1). What depends on the worker comes from the ledger's record of
 * it: a publication that is repeated, whichever worker completes it, states the same bytes.
 */
public final class ProvenanceStatement {
    /** The payload type of a statement in an envelope. */
    public static final String MEDIA_TYPE = "application/vnd.in-toto+json";

    private static final String BUILD_TYPE = "https://modelfactory.io/contracts/build-types/train-build/v0";
    private static final String BUILDER = "https://modelfactory.io/worker";

    private ProvenanceStatement() {}

    /** @param subjects SHA-256 of the files that make up the bundle, by name */
    static ObjectNode of(SortedMap<String, String> subjects, PublishableRun run, PinnedPlan plan, Evidence evidence) {
        ObjectNode statement = Json.object()
                .put("_type", "https://in-toto.io/Statement/v1")
                .put("predicateType", "https://slsa.dev/provenance/v1");
        ArrayNode subject = statement.putArray("subject");
        subjects.forEach((name, sha256) -> subject.add(descriptor(name, sha256)));
        ObjectNode predicate = statement.putObject("predicate");
        buildDefinition(predicate.putObject("buildDefinition"), run, plan, evidence);
        runDetails(predicate.putObject("runDetails"), run);
        return statement;
    }

    private static void buildDefinition(ObjectNode definition, PublishableRun run, PinnedPlan plan, Evidence evidence) {
        definition.put("buildType", BUILD_TYPE);
        definition
                .putObject("externalParameters")
                .set("train_build", run.request().toJson());
        ObjectNode internal =
                definition.putObject("internalParameters").put("run_config_digest", run.runConfigDigest());
        evidence.find(ArtifactName.PUBLISH_OVERRIDE)
                .ifPresent(override -> internal.set("publish_override", publishOverride(override)));
        if (!run.workers().deviations().isEmpty()) {
            internal.set("deviations", Json.tree(run.workers().deviations()));
        }
        definition.set("resolvedDependencies", dependencies(plan, evidence.require(ArtifactName.RESOLVED_TRAIN_PLAN)));
    }

    /** What the plan pins, and the plan itself. */
    public static ArrayNode dependencies(PinnedPlan plan, ArtifactRef planRef) {
        ArrayNode dependencies = Json.object().putArray("resolvedDependencies");
        dependencies.add(dependency(new PinnedInput("resolved_train_plan", planRef.ref(), planRef.sha256())));
        plan.inputs().forEach(input -> dependencies.add(dependency(input)));
        return dependencies;
    }

    /** By which document it was published although its gate could not decide. */
    public static ObjectNode publishOverride(ArtifactRef override) {
        return descriptor(override.ref(), override.sha256());
    }

    private static ObjectNode dependency(PinnedInput input) {
        ObjectNode dependency = descriptor(input.ref(), input.sha256());
        dependency.putObject("annotations").put("role", input.role());
        return dependency;
    }

    private static void runDetails(ObjectNode details, PublishableRun run) {
        details.putObject("builder").put("id", BUILDER).set("version", builderVersion(run.workers()));
        details.putObject("metadata")
                .put("invocationId", run.runKey())
                .put("startedOn", run.executionStartedAt().toString());
    }

    /** The release that built the run, and what it ran on; the release that was asked for is in the request. */
    public static ObjectNode builderVersion(BuildWorkers workers) {
        ObjectNode version = Json.object().put("mf_code_release_id", workers.builderRelease());
        workers.builder().ifPresent(worker -> {
            worker.path("release")
                    .properties()
                    .forEach(fact -> version.put(fact.getKey(), fact.getValue().asText()));
            worker.path("libraries")
                    .properties()
                    .forEach(fact -> version.put(fact.getKey(), fact.getValue().asText()));
            if (worker.has("java")) {
                version.put("java", worker.at("/java/version").asText());
                version.put(
                        "platform",
                        worker.at("/platform/os").asText() + " "
                                + worker.at("/platform/arch").asText());
            }
        });
        return version;
    }

    private static ObjectNode descriptor(String name, String sha256) {
        ObjectNode descriptor = Json.object().put("name", name);
        descriptor.putObject("digest").put("sha256", sha256);
        return descriptor;
    }
}
