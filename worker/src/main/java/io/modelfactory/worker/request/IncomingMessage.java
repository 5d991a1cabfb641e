package io.modelfactory.worker.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.JobCommand;
import java.util.Optional;

/**
 * A message whose envelope is valid and whose payload is not judged yet. A guard that needs something of the payload
 * gets it only if it is there in the form that the request contract will accept; what is missing or malformed is the
 * contract's to refuse, by the code of the field.
 */
record IncomingMessage(JobEnvelope envelope, JsonNode message, SignatureCheck signature) {

    /** The key that the requester was authenticated by; empty if it is only claimed. */
    Optional<String> authenticatedBy() {
        return signature instanceof SignatureCheck.Signed signed
                ? Optional.of(signed.key().keyId())
                : Optional.empty();
    }

    /** Whatever lies under the name of the command. */
    JsonNode payload() {
        return message.path(envelope.command());
    }

    /** Of a train build, whichever command it came with. */
    Optional<String> payloadPlatformRunId() {
        return text(message.path(JobCommand.TRAIN_BUILD).path("platform_run_id"));
    }

    Optional<IntentKind> intent() {
        return text(payload().path("intent_kind")).flatMap(IntentKind::ofWireName);
    }

    /** Whether, if all goes well, a bundle is published because of it. */
    boolean requestsPublication() {
        return !envelope.command().equals(JobCommand.TRAIN_BUILD)
                || payload().path("publish_allowed").booleanValue();
    }

    Authorisation.RequestedWork work() {
        return new Authorisation.RequestedWork(
                envelope.requesterPrincipal(),
                envelope.command(),
                intent().map(IntentKind::wireName),
                requestsPublication());
    }

    /** The profile that a train build names in this field, if it does. */
    Optional<ProfileUse> profile(String field) {
        return envelope.command().equals(JobCommand.TRAIN_BUILD)
                ? text(payload().path(field)).map(ref -> new ProfileUse(field, ref, Optional.empty()))
                : Optional.empty();
    }

    private static Optional<String> text(JsonNode value) {
        return Optional.of(value)
                .filter(JsonNode::isTextual)
                .map(text -> RequestText.trim(text.textValue()))
                .filter(text -> !text.isEmpty());
    }
}
