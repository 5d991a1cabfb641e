package io.modelfactory.worker.ledger;

import io.modelfactory.contracts.MfRunEvent;
import io.modelfactory.contracts.RegistryLifecycleEvent;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.audit.AuditActor;
import io.modelfactory.worker.ledger.outbox.Delivery;
import io.modelfactory.worker.ledger.outbox.OutboxMessage;
import io.modelfactory.worker.ledger.receipt.InvocationReceipt;
import io.modelfactory.worker.ledger.run.RunEvent;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecordBase;

/** Builds the messages about runs and receipts: Avro records with CloudEvents headers, ready for the outbox. */
final class EventMessages {
    private static final String SCHEMA_VERSION = "learning.mf_run_event.v0";
    private static final String RECEIPT = "INVOCATION_RECEIPT";

    private final LedgerSettings settings;

    EventMessages(LedgerSettings settings) {
        this.settings = settings;
    }

    /** The process that writes the messages. */
    String workerId() {
        return settings.worker().workerId();
    }

    /** Who acted, as audits name it. */
    AuditActor actor(String principal) {
        return settings.humans().actor(principal);
    }

    /** A run's event, under the run's key. {@code workerId} is empty where no worker held the run. */
    OutboxMessage event(RunRow row, RunEvent event, Optional<String> requestId, Optional<String> workerId) {
        RunRecord run = row.run();
        String id = event.runKey() + ":" + event.seq();
        MfRunEvent message = newRunEvent(Optional.of(run))
                .setEventId(id)
                .setEventType(event.type().name())
                .setRequestId(requestId.orElse(null))
                .setPlatformRunId(run.platformRunId())
                .setSeq(event.seq())
                .setOccurredAtUtc(event.occurredAt().toString())
                .setReasonCode(event.reason().map(Enum::name).orElse(null))
                .setReasonCategory(event.reason()
                        .map(FailureCode::category)
                        .map(Enum::name)
                        .orElse(null))
                .setMessage(event.detail().path("message").textValue())
                .setWorkerId(workerId.orElse(null))
                .build();
        CloudEvent about =
                new CloudEvent(id, event.type().name(), event.occurredAt().toString(), run.runKey(), row.traceparent());
        return runEvent(run.platformRunId(), run.runKey(), about, message);
    }

    /** The answer to a request, under its run's key or, if it has none, its platform run's. */
    OutboxMessage receipt(AnsweredRequest answer) {
        OpenRequest request = answer.request();
        InvocationReceipt receipt = answer.receipt();
        Optional<RunRecord> run = answer.run().map(RunRow::run);
        String id = "receipt:" + request.receiptName();
        String time = receipt.completedAtUtc().toString();
        MfRunEvent message = newRunEvent(run)
                .setEventId(id)
                .setEventType(RECEIPT)
                .setRequestId(request.requestId())
                .setPlatformRunId(request.platformRunId())
                .setOccurredAtUtc(time)
                .setReasonCode(receipt.error().map(error -> error.code().name()).orElse(null))
                .setReasonCategory(receipt.error()
                        .map(error -> error.code().category().name())
                        .orElse(null))
                .setMessage(receipt.error()
                        .map(InvocationReceipt.ReceiptError::message)
                        .orElse(null))
                .setReceiptRef(request.receiptKey())
                .setWorkerId(settings.worker().workerId())
                .build();
        Optional<String> traceparent =
                request.traceparent().or(() -> answer.run().flatMap(RunRow::traceparent));
        String key = run.map(RunRecord::runKey).orElse(request.platformRunId());
        return runEvent(
                request.platformRunId(),
                key,
                new CloudEvent(id, RECEIPT, time, request.requestId(), traceparent),
                message);
    }

    /** The lifecycle event of a published bundle, under its scope's key. */
    OutboxMessage lifecycle(RunRow row, RegistryLifecycleEvent event) {
        CloudEvent about = new CloudEvent(
                event.getRegistryEventId(),
                event.getEventType(),
                event.getTsUtc(),
                event.getBundleRef().getBundleId(),
                row.traceparent());
        RunRecord run = row.run();
        return message(
                run.platformRunId(), settings.registryEventsTopic(), run.scopeKey(), about, event, event::toByteBuffer);
    }

    private MfRunEvent.Builder newRunEvent(Optional<RunRecord> run) {
        MfRunEvent.Builder message = MfRunEvent.newBuilder()
                .setSchemaVersion(SCHEMA_VERSION)
                .setRunConfigDigest(settings.worker().runConfigDigest());
        run.ifPresent(known -> message.setRunKey(known.runKey())
                .setState(known.state().name())
                .setExecutionMode(known.mode().name())
                .setFullRunAttempts(known.fullRunAttempts())
                .setPublishRetryAttempts(known.publishRetryAttempts())
                .setRefs(mapRefs(known, ArtifactRef::ref))
                .setDigests(mapRefs(known, ArtifactRef::sha256)));
        return message;
    }

    private static Map<String, String> mapRefs(RunRecord run, Function<ArtifactRef, String> part) {
        Map<String, String> parts = new TreeMap<>();
        run.refs().forEach((name, ref) -> parts.put(name, part.apply(ref)));
        return parts;
    }

    private OutboxMessage runEvent(String platformRunId, String key, CloudEvent about, MfRunEvent event) {
        return message(platformRunId, settings.runEventsTopic(), key, about, event, event::toByteBuffer);
    }

    private OutboxMessage message(
            String platformRunId,
            String topic,
            String key,
            CloudEvent about,
            SpecificRecordBase content,
            PayloadEncoder encoding) {
        try {
            return OutboxMessage.of(
                    platformRunId,
                    topic,
                    key,
                    about.headers(settings.worker()),
                    content.getSchema().getFullName(),
                    encoding.bytes(),
                    Delivery.AT_LEAST_ONCE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Generated records have no common type that encodes. */
    private interface PayloadEncoder {
        ByteBuffer bytes() throws IOException;
    }
}
