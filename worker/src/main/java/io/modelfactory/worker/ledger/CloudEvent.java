package io.modelfactory.worker.ledger;

import io.modelfactory.worker.ledger.run.WorkerIdentity;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The headers of a message, in the CloudEvents binding for Kafka.
 *
 * @param id consumers drop repeats by it
 * @param time ISO 8601 in UTC
 * @param traceparent passed through, so that consumers continue the trace of the request
 */
record CloudEvent(String id, String type, String time, String subject, Optional<String> traceparent) {

    Map<String, String> headers(WorkerIdentity source) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("ce_id", id);
        headers.put("ce_type", type);
        headers.put("ce_source", "/model-factory/" + source.streamId());
        headers.put("ce_specversion", "1.0");
        headers.put("ce_time", time);
        headers.put("ce_subject", subject);
        traceparent.ifPresent(parent -> headers.put("traceparent", parent));
        return headers;
    }
}
