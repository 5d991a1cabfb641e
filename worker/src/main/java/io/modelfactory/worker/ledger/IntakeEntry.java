package io.modelfactory.worker.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.JobCommand;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.audit.NamedReference;
import io.modelfactory.worker.ledger.postgres.PostgresText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What one polled record became, to be written into the ledger. */
public sealed interface IntakeEntry {

    /** Names the entry in logs. */
    String describe();

    /** A record that holds a request, admitted or not. */
    sealed interface RequestEntry extends IntakeEntry {
        String requestId();

        /** SHA-256 hex by which a repeated request id is compared with the first payload. */
        String payloadHash();

        String command();

        /** The platform run under whose prefix the receipt is kept. */
        String platformRunId();

        String requesterPrincipal();

        /** The id of the key that the requester was authenticated by; empty if it is only claimed. */
        Optional<String> authenticatedBy();

        /** The span of the message; empty if it belongs to no trace. */
        Optional<String> traceparent();

        /** The protected references that it names. */
        List<NamedReference> references();

        @Override
        default String describe() {
            return command() + " " + requestId();
        }
    }

    /** An admitted request for a run. {@code request} is its normalized document. */
    record TrainBuildEntry(
            String requestId,
            String payloadHash,
            String runKey,
            String trainRunKey,
            String platformRunId,
            String scopeKey,
            String requesterPrincipal,
            Optional<String> authenticatedBy,
            JsonNode request,
            boolean publishAllowed,
            int priority,
            Optional<String> traceparent)
            implements RequestEntry {
        public TrainBuildEntry {
            requesterPrincipal = PostgresText.sanitize(requesterPrincipal);
        }

        /** Of a requester that is only claimed. */
        public TrainBuildEntry(
                String requestId,
                String payloadHash,
                String runKey,
                String trainRunKey,
                String platformRunId,
                String scopeKey,
                String requesterPrincipal,
                JsonNode request,
                boolean publishAllowed,
                int priority,
                Optional<String> traceparent) {
            this(
                    requestId,
                    payloadHash,
                    runKey,
                    trainRunKey,
                    platformRunId,
                    scopeKey,
                    requesterPrincipal,
                    Optional.empty(),
                    request,
                    publishAllowed,
                    priority,
                    traceparent);
        }

        @Override
        public String command() {
            return JobCommand.TRAIN_BUILD;
        }

        @Override
        public List<NamedReference> references() {
            return NamedReference.ofTrainBuild(request);
        }
    }

    /** An admitted request to publish a passed run again. */
    record PublishRetryEntry(
            String requestId,
            String payloadHash,
            String runKey,
            String reason,
            String platformRunId,
            String requesterPrincipal,
            Optional<String> authenticatedBy,
            Optional<String> traceparent)
            implements RequestEntry {
        public PublishRetryEntry {
            reason = PostgresText.sanitize(reason);
            requesterPrincipal = PostgresText.sanitize(requesterPrincipal);
        }

        /** Of a requester that is only claimed. */
        public PublishRetryEntry(
                String requestId,
                String payloadHash,
                String runKey,
                String reason,
                String platformRunId,
                String requesterPrincipal,
                Optional<String> traceparent) {
            this(
                    requestId,
                    payloadHash,
                    runKey,
                    reason,
                    platformRunId,
                    requesterPrincipal,
                    Optional.empty(),
                    traceparent);
        }

        @Override
        public String command() {
            return JobCommand.PUBLISH_RETRY;
        }

        @Override
        public List<NamedReference> references() {
            return List.of(NamedReference.run(runKey));
        }
    }

    /** An admitted request to publish a run on which its gate could not decide. It is always signed. */
    record PublishOverrideEntry(
            String requestId,
            String payloadHash,
            String runKey,
            String reason,
            String platformRunId,
            String requesterPrincipal,
            Optional<String> authenticatedBy,
            Optional<String> traceparent)
            implements RequestEntry {
        public PublishOverrideEntry {
            reason = PostgresText.sanitize(reason);
            requesterPrincipal = PostgresText.sanitize(requesterPrincipal);
        }

        @Override
        public String command() {
            return JobCommand.PUBLISH_OVERRIDE;
        }

        @Override
        public List<NamedReference> references() {
            return List.of(NamedReference.run(runKey));
        }
    }

    /** A request that the guards refused; it gets a receipt and nothing else. */
    record RefusalEntry(
            String requestId,
            String payloadHash,
            String command,
            String platformRunId,
            String requesterPrincipal,
            Optional<String> authenticatedBy,
            FailureCode code,
            String message,
            List<NamedReference> references,
            Optional<String> traceparent)
            implements RequestEntry {
        public RefusalEntry {
            command = PostgresText.sanitize(command);
            requesterPrincipal = PostgresText.sanitize(requesterPrincipal);
            message = PostgresText.sanitize(message);
            references = List.copyOf(references);
        }
    }

    /** A record that could not be decoded, to go to the dead letter topic as it came. */
    @SuppressWarnings("ArrayRecordComponent") // carried, never compared
    record DeadLetterEntry(String topic, Optional<byte[]> key, byte[] value, Map<String, String> headers)
            implements IntakeEntry {
        public DeadLetterEntry {
            headers = headers.entrySet().stream()
                    .collect(Collectors.toUnmodifiableMap(
                            header -> PostgresText.sanitize(header.getKey()),
                            header -> PostgresText.sanitize(header.getValue()),
                            // names that differ only in what the database cannot keep; the last one counts, as in Kafka
                            (earlier, last) -> last));
        }

        @Override
        public String describe() {
            return "dead letter of " + value.length + " bytes";
        }
    }
}
