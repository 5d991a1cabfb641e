package io.modelfactory.worker.intake;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.IntakeEntry;
import io.modelfactory.worker.ledger.audit.NamedReference;
import io.modelfactory.worker.request.Admission;
import io.modelfactory.worker.request.AdmissionRules;
import io.modelfactory.worker.request.DatasetTrigger;
import io.modelfactory.worker.request.SignatureCheck;
import io.modelfactory.worker.signing.RequestSignature;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Makes one ledger entry of one Kafka record: an admitted request, a refusal by name, or a dead letter. An announcement
 * is read as the request that the trigger makes of it.
 */
final class RequestDecoder {
    private static final Pattern TRACEPARENT_FORMAT =
            Pattern.compile("[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

    private final Deserializer<Object> deserializer;
    private final AdmissionRules rules;
    private final Optional<DatasetTrigger> trigger;
    private final DeadLetterFactory deadLetters;
    private final IntakeSettings settings;

    RequestDecoder(
            Deserializer<Object> deserializer,
            AdmissionRules rules,
            Optional<DatasetTrigger> trigger,
            IntakeSettings settings) {
        this.deserializer = deserializer;
        this.rules = rules;
        this.trigger = trigger;
        this.deadLetters = new DeadLetterFactory(settings.deadLetterTopic());
        this.settings = settings;
    }

    /**
     * @return empty for an announcement that no rule of the trigger is for
     * @throws io.modelfactory.worker.failure.TransientFaultException if the schema registry cannot be asked
     */
    Optional<IntakeEntry> decode(ConsumerRecord<byte[], byte[]> record) {
        try {
            return toRequestMessage(record)
                    .map(message -> toEntry(
                            message, rules.checkSignature(signatures(record), record.value()), traceparent(record)));
        } catch (TransientFaultException fault) {
            throw fault;
        } catch (SerializationException undecodable) {
            if (isNetworkFailure(undecodable)) {
                throw new TransientFaultException(String.valueOf(undecodable.getMessage()), undecodable);
            }
            return Optional.of(deadLetters.of(record, undecodable));
        } catch (RuntimeException unforeseen) {
            // Any schema of the registry can be decoded, and its records hold what no request and no announcement
            // holds, such
            // as infinite numbers. None of it may end the consumer, which would meet it again after every restart.
            return Optional.of(deadLetters.of(record, unforeseen));
        }
    }

    private Optional<JsonNode> toRequestMessage(ConsumerRecord<byte[], byte[]> record) {
        JsonNode message = deserialize(record);
        return trigger.isPresent() && record.topic().equals(settings.announcementTopic())
                ? trigger.get().toRequest(message)
                : Optional.of(message);
    }

    /**
     * Confluent's deserializer reports a registry that is down like bytes that are broken; the cause distinguishes
     * them.
     */
    private static boolean isNetworkFailure(Throwable failure) {
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof SocketException
                    || cause instanceof HttpTimeoutException
                    || cause instanceof SocketTimeoutException
                    || cause instanceof UnknownHostException
                    || cause instanceof SSLException
                    || isRegistryFailure(cause)) {
                return true;
            }
        }
        return false;
    }

    /** By name, because Confluent's classes are on the class path only if an operator adds them. */
    private static boolean isRegistryFailure(Throwable cause) {
        return cause.getClass().getSimpleName().equals("RestClientException")
                && !String.valueOf(cause.getMessage()).contains("error code: 404");
    }

    private JsonNode deserialize(ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value();
        if (value == null) {
            throw new SerializationException("the record has no value");
        }
        if (value.length > settings.maxMessageBytes()) {
            throw new SerializationException(
                    "the record has " + value.length + " bytes, allowed are " + settings.maxMessageBytes());
        }
        Object message = deserializer.deserialize(record.topic(), record.headers(), value);
        if (message instanceof IndexedRecord decoded) {
            return AvroJsonConverter.toJson(decoded);
        }
        throw new SerializationException("the record's value is no Avro record");
    }

    private IntakeEntry toEntry(JsonNode message, SignatureCheck signature, Optional<String> traceparent) {
        Admission admission = rules.admit(message, signature);
        if (admission instanceof Admission.TrainBuild build) {
            int priority = settings.schedulingLimits()
                    .priorityOf(build.request().intentKind().wireName());
            return IntakeEntryFactory.of(build, priority, traceparent);
        } else if (admission instanceof Admission.PublishRetry retry) {
            return IntakeEntryFactory.of(retry, traceparent);
        } else if (admission instanceof Admission.PublishOverride override) {
            return IntakeEntryFactory.of(override, traceparent);
        }
        Admission.Refused refused = (Admission.Refused) admission;
        return new IntakeEntry.RefusalEntry(
                refused.requestId(),
                refused.payloadHash(),
                refused.command(),
                refused.platformRunId().orElse(settings.fallbackPlatformRunId()),
                refused.requesterPrincipal(),
                refused.authenticatedBy(),
                refused.code(),
                refused.message(),
                NamedReference.ofMessage(message),
                traceparent);
    }

    private static List<String> signatures(ConsumerRecord<byte[], byte[]> record) {
        List<String> texts = new ArrayList<>();
        for (Header header : record.headers().headers(RequestSignature.HEADER)) {
            texts.add(header.value() == null ? "" : new String(header.value(), StandardCharsets.US_ASCII));
        }
        return texts;
    }

    private static Optional<String> traceparent(ConsumerRecord<byte[], byte[]> record) {
        Header header = record.headers().lastHeader(IntakeTrace.TRACEPARENT);
        if (header == null || header.value() == null) {
            return Optional.empty();
        }
        String text = new String(header.value(), StandardCharsets.US_ASCII);
        return Optional.of(text)
                .filter(value -> TRACEPARENT_FORMAT.matcher(value).matches());
    }
}
