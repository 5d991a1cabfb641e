package io.modelfactory.worker.intake;

import io.modelfactory.worker.intake.recovery.RecordRange;
import io.modelfactory.worker.ledger.IntakeEntry;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns a record that cannot be read into a row for the dead letter topic: the original bytes, and where they came
 * from.
 */
final class DeadLetterFactory {
    /** Begins the names of the headers that say where a letter came from and why it is one. */
    static final String ERROR_PREFIX = "error.";

    static final String ERROR_TOPIC = ERROR_PREFIX + "topic";
    static final String ERROR_PARTITION = ERROR_PREFIX + "partition";
    static final String ERROR_OFFSET = ERROR_PREFIX + "offset";
    static final String ERROR_TIMESTAMP = ERROR_PREFIX + "timestamp";
    static final String ERROR_CLASS = ERROR_PREFIX + "class";
    static final String ERROR_MESSAGE = ERROR_PREFIX + "message";
    /** Of a letter by reference: the last of the records that it stands for, and how many they are. */
    static final String ERROR_LAST_OFFSET = ERROR_PREFIX + "last_offset";

    static final String ERROR_RECORDS = ERROR_PREFIX + "records";
    static final String CE_ID = "ce_id";

    /** Room for a letter on a topic with Kafka's default bound, headers of the failure included. */
    private static final int MAX_LETTER_BYTES = 1_000_000;

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterFactory.class);

    private static final int MAX_MESSAGE_CHARS = 500;

    private final String topic;

    DeadLetterFactory(String topic) {
        this.topic = topic;
    }

    /** Never throws: a record whose own headers cannot be kept becomes a letter without them. */
    IntakeEntry of(ConsumerRecord<byte[], byte[]> record, Throwable why) {
        try {
            Map<String, String> headers = new LinkedHashMap<>();
            for (Header header : record.headers()) {
                headers.put(
                        header.key(), header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8));
            }
            return letter(record, why, headers);
        } catch (RuntimeException unusable) {
            LOG.warn(
                    "headers of record {}-{}@{} cannot be kept; its dead letter is written without them: {}",
                    record.topic(),
                    record.partition(),
                    record.offset(),
                    unusable.toString());
            return withoutHeaders(record, why);
        }
    }

    /** A letter that holds the original bytes and where they came from, and none of the original headers. */
    IntakeEntry withoutHeaders(ConsumerRecord<byte[], byte[]> record, Throwable why) {
        return letter(record, why, new LinkedHashMap<>());
    }

    /** A letter without any bytes that stands for records which can be read again where they are. */
    IntakeEntry byReference(RecordRange range) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(CE_ID, "dlq:" + range.topic() + "-" + range.partition() + "-" + range.first());
        headers.put(ERROR_TOPIC, range.topic());
        headers.put(ERROR_PARTITION, Integer.toString(range.partition()));
        headers.put(ERROR_OFFSET, Long.toString(range.first()));
        headers.put(ERROR_CLASS, RecordTooLargeException.class.getName());
        headers.put(ERROR_MESSAGE, "workers ended while they read these records, which stay where they are");
        return reference(range, headers);
    }

    private IntakeEntry reference(RecordRange range, Map<String, String> headers) {
        headers.put(ERROR_LAST_OFFSET, Long.toString(range.last()));
        headers.put(ERROR_RECORDS, Long.toString(range.count()));
        return new IntakeEntry.DeadLetterEntry(topic, Optional.empty(), new byte[0], headers);
    }

    private static int size(ConsumerRecord<byte[], byte[]> record, Map<String, String> headers) {
        int size = Math.max(0, record.serializedKeySize()) + (record.value() == null ? 0 : record.value().length);
        for (Map.Entry<String, String> header : headers.entrySet()) {
            size += header.getKey().length() + header.getValue().length();
        }
        return size;
    }

    private IntakeEntry letter(ConsumerRecord<byte[], byte[]> record, Throwable why, Map<String, String> headers) {
        if (size(record, headers) > MAX_LETTER_BYTES) {
            headers.keySet().retainAll(Set.of(DeadLetter.REPLAYED_FROM, DeadLetter.REPLAYS));
            addCause(record, why, headers);
            return reference(
                    new RecordRange(record.topic(), record.partition(), record.offset(), record.offset()), headers);
        }
        addCause(record, why, headers);
        byte[] value = record.value();
        return new IntakeEntry.DeadLetterEntry(
                topic, Optional.ofNullable(record.key()), value == null ? new byte[0] : value, headers);
    }

    private static void addCause(ConsumerRecord<byte[], byte[]> record, Throwable why, Map<String, String> headers) {
        // A batch that is read twice sends its dead letters twice; consumers recognise them by this id.
        headers.put(CE_ID, "dlq:" + record.topic() + "-" + record.partition() + "-" + record.offset());
        headers.put(ERROR_TOPIC, record.topic());
        headers.put(ERROR_PARTITION, Integer.toString(record.partition()));
        headers.put(ERROR_OFFSET, Long.toString(record.offset()));
        headers.put(ERROR_TIMESTAMP, Long.toString(record.timestamp()));
        headers.put(ERROR_CLASS, why.getClass().getName());
        headers.put(ERROR_MESSAGE, shorten(String.valueOf(why.getMessage())));
    }

    private static String shorten(String text) {
        return text.length() <= MAX_MESSAGE_CHARS ? text : text.substring(0, MAX_MESSAGE_CHARS);
    }
}
