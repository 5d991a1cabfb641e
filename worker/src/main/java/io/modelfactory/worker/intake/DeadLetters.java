package io.modelfactory.worker.intake;

import io.modelfactory.worker.ledger.IntakeEntry;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Turns a record that cannot be read into a row for the dead letter topic: the original bytes, and where they came from. */
final class DeadLetters {
    private static final int MAX_MESSAGE_CHARS = 500;

    private final String topic;

    DeadLetters(String topic) {
        this.topic = topic;
    }

    IntakeEntry of(ConsumerRecord<byte[], byte[]> record, Throwable why) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : record.headers()) {
            headers.put(header.key(), header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8));
        }
        // A batch that is taken twice sends its dead letters twice; this is how they are known to be the same.
        headers.put("ce_id", "dlq:" + record.topic() + "-" + record.partition() + "-" + record.offset());
        headers.put("error.topic", record.topic());
        headers.put("error.partition", Integer.toString(record.partition()));
        headers.put("error.offset", Long.toString(record.offset()));
        headers.put("error.timestamp", Long.toString(record.timestamp()));
        headers.put("error.class", why.getClass().getName());
        headers.put("error.message", shorten(String.valueOf(why.getMessage())));
        byte[] value = record.value();
        return new IntakeEntry.DeadLetter(
                topic, Optional.ofNullable(record.key()), value == null ? new byte[0] : value, headers);
    }

    private static String shorten(String text) {
        return text.length() <= MAX_MESSAGE_CHARS ? text : text.substring(0, MAX_MESSAGE_CHARS);
    }
}
