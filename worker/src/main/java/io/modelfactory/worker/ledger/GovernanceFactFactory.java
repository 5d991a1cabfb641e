package io.modelfactory.worker.ledger;

import static io.modelfactory.worker.ledger.FactType.BUNDLE_PUBLISHED;
import static io.modelfactory.worker.ledger.FactType.POLICY_REV_CHANGED;
import static io.modelfactory.worker.ledger.FactType.TRAIN_RUN_COMPLETED;
import static io.modelfactory.worker.ledger.FactType.TRAIN_RUN_STARTED;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.GovernanceFact;
import io.modelfactory.contracts.RegistryLifecycleEvent;
import io.modelfactory.worker.ledger.audit.AuditActor;
import io.modelfactory.worker.ledger.outbox.Delivery;
import io.modelfactory.worker.ledger.outbox.OutboxMessage;
import io.modelfactory.worker.ledger.run.Failure;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.WorkerIdentity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Builds the facts for auditors: references and digests, never the content they lead to. Each is committed with the
 * change it records, and has the id that {@link FactIdentity} gives it, so that it is one fact however often it
 * arrives.
 */
final class GovernanceFactFactory {
    private static final String SCHEMA_VERSION = "learning.mf_governance_fact.v0";

    /** The fields of a request that name the policies and the release it was made under. */
    private static final List<String> REVISIONS =
            List.of("intent_kind", "policy_revision", "config_revision", "mf_code_release_id");

    private final LedgerSettings settings;

    GovernanceFactFactory(LedgerSettings settings) {
        this.settings = settings;
    }

    /** A worker started a run for the first time. */
    OutboxMessage trainRunStarted(RunRow row) {
        GovernanceFact.Builder fact =
                aboutRun(TRAIN_RUN_STARTED, row, row.trainingPrincipal(), about(row.run(), Map.of()));
        fact.setRefs(inputRefs(row.run().request()));
        return message(fact, row.traceparent());
    }

    /**
     * A run was judged, or failed. One that passed and fails later on, because its evidence no longer holds, has
     * completed once with each outcome.
     */
    OutboxMessage trainRunCompleted(RunRow row, Optional<Failure> failure) {
        RunRecord run = row.run();
        String outcome = run.state().name();
        GovernanceFact.Builder fact =
                aboutRun(TRAIN_RUN_COMPLETED, row, row.trainingPrincipal(), about(run, Map.of("outcome", outcome)));
        fact.getAttributes().put("outcome", outcome);
        failure.ifPresent(why -> {
            fact.getAttributes().put("reason_code", why.code().name());
            fact.getAttributes().put("reason_category", why.code().category().name());
        });
        return message(fact, row.traceparent());
    }

    /** A bundle lies in the registry, and its lifecycle event is on its way. */
    OutboxMessage bundlePublished(RunRow row, RegistryLifecycleEvent event) {
        Map<String, String> bundle = new TreeMap<>();
        bundle.put("bundle_id", event.getBundleRef().getBundleId());
        bundle.put("bundle_version", event.getBundleRef().getBundleVersion());
        GovernanceFact.Builder fact = aboutRun(BUNDLE_PUBLISHED, row, row.publishingPrincipal(), bundle);
        fact.getAttributes().putAll(bundle);
        fact.getAttributes().put("registry_event_id", event.getRegistryEventId());
        return message(fact, row.traceparent());
    }

    /**
     * A stream continues under another configuration.
     *
     * @param platformRunId the active platform run, or the placeholder for none
     */
    OutboxMessage policyRevisionChanged(StreamRevision from, StreamRevision to, String platformRunId) {
        Map<String, String> identifying = new TreeMap<>();
        identifying.put("stream_id", to.streamId());
        identifying.put("revision", Long.toString(to.revision()));
        identifying.put("run_config_digest", to.runConfigDigest());
        identifying.put("previous_run_config_digest", from.runConfigDigest());
        GovernanceFact.Builder fact =
                fact(POLICY_REV_CHANGED, platformRunId, AuditActor.MODEL_FACTORY, to.startedAt(), identifying);
        fact.getAttributes().putAll(identifying);
        fact.getAttributes().put("previous_launcher_policy_id", from.launcherPolicyId());
        fact.getAttributes().put("previous_launcher_policy_revision", from.launcherPolicyRevision());
        fact.getAttributes().put("previous_service_release_id", from.serviceReleaseId());
        return message(fact, Optional.empty());
    }

    /** A run that was queued again is started and completed once more: the requeue's number distinguishes the facts. */
    private static Map<String, String> about(RunRecord run, Map<String, String> further) {
        Map<String, String> identifying = new TreeMap<>(further);
        identifying.put("run_key", run.runKey());
        if (run.requeues() > 0) {
            identifying.put("requeue", Integer.toString(run.requeues()));
        }
        return identifying;
    }

    private GovernanceFact.Builder aboutRun(
            FactType type, RunRow row, String principal, Map<String, String> identifying) {
        RunRecord run = row.run();
        GovernanceFact.Builder fact =
                fact(type, run.platformRunId(), settings.humans().actor(principal), run.updatedAt(), identifying);
        fact.setRunKey(run.runKey());
        if (run.requeues() > 0) {
            fact.getAttributes().put("requeue", Integer.toString(run.requeues()));
        }
        REVISIONS.forEach(name -> Optional.ofNullable(run.request().path(name).textValue())
                .ifPresent(value -> fact.getAttributes().put(name, value)));
        run.refs().forEach((name, ref) -> {
            fact.getRefs().put(name, ref.ref());
            fact.getDigests().put(name, ref.sha256());
        });
        return fact;
    }

    private GovernanceFact.Builder fact(
            FactType type, String platformRunId, AuditActor actor, Instant when, Map<String, String> identifying) {
        WorkerIdentity worker = settings.worker();
        Map<String, String> attributes = new TreeMap<>();
        attributes.put("stream_id", worker.streamId());
        attributes.put("worker_id", worker.workerId());
        attributes.put("service_release_id", worker.serviceReleaseId());
        attributes.put("launcher_policy_id", worker.launcherPolicyId());
        attributes.put("launcher_policy_revision", worker.launcherPolicyRevision());
        attributes.put("run_config_digest", worker.runConfigDigest());
        return GovernanceFact.newBuilder()
                .setSchemaVersion(SCHEMA_VERSION)
                .setFactId(FactIdentity.of(type, identifying))
                .setFactType(type.wireName())
                .setPlatformRunId(platformRunId)
                .setActorId(actor.id())
                .setActorSourceType(actor.sourceType())
                .setOccurredAtUtc(when.toString())
                .setRefs(new TreeMap<>())
                .setDigests(new TreeMap<>())
                .setAttributes(attributes);
    }

    /** The references of a run that was just started. None of them is pinned yet. */
    private static Map<String, String> inputRefs(JsonNode request) {
        Map<String, String> refs = new LinkedHashMap<>();
        for (String name : List.of("training_config_ref", "governance_profile_ref")) {
            Optional.ofNullable(request.path(name).textValue()).ifPresent(ref -> refs.put(name, ref));
        }
        JsonNode manifests = request.path("dataset_manifest_refs");
        for (int i = 0; i < manifests.size(); i++) {
            refs.put("dataset_manifest_refs[" + i + "]", manifests.path(i).asText());
        }
        return refs;
    }

    private OutboxMessage message(GovernanceFact.Builder content, Optional<String> traceparent) {
        GovernanceFact fact = content.build();
        String subject =
                Optional.ofNullable(fact.getRunKey()).orElse(settings.worker().streamId());
        CloudEvent about =
                new CloudEvent(fact.getFactId(), fact.getFactType(), fact.getOccurredAtUtc(), subject, traceparent);
        try {
            return OutboxMessage.of(
                    fact.getPlatformRunId(),
                    settings.controlTopic(),
                    fact.getPlatformRunId(),
                    about.headers(settings.worker()),
                    GovernanceFact.getClassSchema().getFullName(),
                    fact.toByteBuffer(),
                    Delivery.BEST_EFFORT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
