package io.modelfactory.worker.intake;

import io.modelfactory.worker.ledger.IntakeEntry;
import io.modelfactory.worker.telemetry.LogFields;
import io.modelfactory.worker.telemetry.Tracing;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Where a record's trace goes on in the worker, and what its log lines are marked with. */
final class IntakeTrace {
    static final String TRACEPARENT = "traceparent";

    private IntakeTrace() {}

    /**
     * Goes on with the record's trace, or begins one. From here on the record carries the place in the trace from which
     * the run, and every message about it, continues.
     */
    static Tracing.ActiveSpan begin(Tracing tracing, ConsumerRecord<byte[], byte[]> record) {
        Tracing.ActiveSpan span = tracing.continueTrace("mf.intake", Tracing.SpanRole.CONSUMER, traceparent(record))
                .setAttribute("messaging.system", "kafka")
                .setAttribute("messaging.destination.name", record.topic())
                .setAttribute("messaging.destination.partition.id", Integer.toString(record.partition()))
                .setAttribute("messaging.kafka.offset", Long.toString(record.offset()));
        span.traceparent()
                .ifPresent(parent -> record.headers()
                        .remove(TRACEPARENT)
                        .add(TRACEPARENT, parent.getBytes(StandardCharsets.US_ASCII)));
        return span;
    }

    /** What is known of the request, under the names of log fields. */
    static Map<String, String> fields(IntakeEntry entry) {
        Map<String, String> fields = new HashMap<>();
        if (entry instanceof IntakeEntry.RequestEntry request) {
            fields.put(LogFields.REQUEST_ID, request.requestId());
            fields.put(LogFields.PLATFORM_RUN_ID, request.platformRunId());
        }
        if (entry instanceof IntakeEntry.TrainBuildEntry build) {
            fields.put(LogFields.RUN_KEY, build.runKey());
        } else if (entry instanceof IntakeEntry.PublishRetryEntry retry) {
            fields.put(LogFields.RUN_KEY, retry.runKey());
        } else if (entry instanceof IntakeEntry.PublishOverrideEntry override) {
            fields.put(LogFields.RUN_KEY, override.runKey());
        }
        return fields;
    }

    private static Optional<String> traceparent(ConsumerRecord<byte[], byte[]> record) {
        Header header = record.headers().lastHeader(TRACEPARENT);
        return header == null || header.value() == null
                ? Optional.empty()
                : Optional.of(new String(header.value(), StandardCharsets.US_ASCII));
    }
}
