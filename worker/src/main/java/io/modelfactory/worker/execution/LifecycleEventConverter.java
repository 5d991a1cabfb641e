package io.modelfactory.worker.execution;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.Actor;
import io.modelfactory.contracts.BundleRef;
import io.modelfactory.contracts.EvidenceRef;
import io.modelfactory.contracts.RegistryLifecycleEvent;
import io.modelfactory.contracts.ScopeKey;
import java.util.ArrayList;
import java.util.List;

/** The lifecycle document in the form in which it travels. */
final class LifecycleEventConverter {
    private LifecycleEventConverter() {}

    static RegistryLifecycleEvent toAvro(JsonNode event) {
        JsonNode scope = event.path("scope_key");
        JsonNode bundle = event.path("bundle_ref");
        JsonNode actor = event.path("actor");
        List<EvidenceRef> evidence = new ArrayList<>();
        event.path("evidence_refs")
                .forEach(ref -> evidence.add(new EvidenceRef(text(ref, "ref_type"), text(ref, "ref_id"))));
        return RegistryLifecycleEvent.newBuilder()
                .setSchemaVersion(text(event, "schema_version"))
                .setRegistryEventId(text(event, "registry_event_id"))
                .setEventType(text(event, "event_type"))
                .setScopeKey(ScopeKey.newBuilder()
                        .setEnvironment(text(scope, "environment"))
                        .setMode(text(scope, "mode"))
                        .setBundleSlot(text(scope, "bundle_slot"))
                        .setTenantId(scope.path("tenant_id").textValue())
                        .build())
                .setBundleRef(new BundleRef(
                        text(bundle, "bundle_id"), text(bundle, "bundle_version"), text(bundle, "registry_ref")))
                .setActor(new Actor(text(actor, "actor_id"), text(actor, "source_type")))
                .setTsUtc(text(event, "ts_utc"))
                .setEvidenceRefs(evidence)
                .build();
    }

    private static String text(JsonNode node, String member) {
        return node.path(member).asText();
    }
}
