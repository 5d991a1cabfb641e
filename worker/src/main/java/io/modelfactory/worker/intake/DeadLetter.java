package io.modelfactory.worker.intake;

import io.modelfactory.worker.intake.recovery.RecordRange;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * A record of the dead letter topic, without its bytes. What the headers say is shown and never trusted: any producer
 * that may write to the topic can have written them.
 *
 * @param position where it lies in the dead letter topic
 * @param writtenAt when it came there
 * @param originalTopic where it was read when it could not be understood; empty if the letter does not say
 * @param originalPosition likewise
 * @param bytes size of the original value
 * @param replays how often it has been sent back already
 * @param reference records that it stands for, which are still where they were read; empty if it holds the bytes
 * @param replayedFrom which letter the record was sent back from before it came here again
 */
public record DeadLetter(
        RecordPosition position,
        Instant writtenAt,
        Optional<String> originalTopic,
        Optional<RecordPosition> originalPosition,
        String errorClass,
        String errorMessage,
        int bytes,
        int replays,
        Optional<RecordRange> reference,
        Optional<RecordPosition> replayedFrom) {

    /** Headers that a replay adds, and that survive when the record fails again. */
    static final String REPLAYED_FROM = "mf.replayed.from";

    static final String REPLAYS = "mf.replays";

    private static final int MAX_CHARS = 500;

    static DeadLetter of(ConsumerRecord<byte[], byte[]> letter) {
        Headers headers = letter.headers();
        byte[] value = letter.value();
        return new DeadLetter(
                new RecordPosition(letter.partition(), letter.offset()),
                Instant.ofEpochMilli(letter.timestamp()),
                text(headers, DeadLetterFactory.ERROR_TOPIC),
                position(headers, DeadLetterFactory.ERROR_OFFSET),
                text(headers, DeadLetterFactory.ERROR_CLASS).orElse(""),
                text(headers, DeadLetterFactory.ERROR_MESSAGE).orElse(""),
                value == null ? 0 : value.length,
                replays(headers),
                reference(headers),
                text(headers, REPLAYED_FROM).flatMap(RecordPosition::parse));
    }

    /** What is forged in it leads no further than to records of the topics that may be replayed. */
    private static Optional<RecordRange> reference(Headers headers) {
        Optional<String> topic = text(headers, DeadLetterFactory.ERROR_TOPIC);
        Optional<RecordPosition> first = position(headers, DeadLetterFactory.ERROR_OFFSET);
        Optional<RecordPosition> last = position(headers, DeadLetterFactory.ERROR_LAST_OFFSET);
        return topic.isPresent()
                        && first.isPresent()
                        && last.filter(end -> end.offset() >= first.get().offset())
                                .isPresent()
                ? Optional.of(new RecordRange(
                        topic.get(),
                        first.get().partition(),
                        first.get().offset(),
                        last.get().offset()))
                : Optional.empty();
    }

    private static Optional<RecordPosition> position(Headers headers, String offset) {
        return RecordPosition.parse(text(headers, DeadLetterFactory.ERROR_PARTITION)
                        .orElse("") + "@" + text(headers, offset).orElse(""));
    }

    private static int replays(Headers headers) {
        try {
            return Math.max(0, text(headers, REPLAYS).map(Integer::parseInt).orElse(0));
        } catch (NumberFormatException forged) {
            return Integer.MAX_VALUE;
        }
    }

    /** Bounded and on one line, because it is printed on an operator's terminal. */
    private static Optional<String> text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        if (header == null || header.value() == null) {
            return Optional.empty();
        }
        String text = new String(header.value(), StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", " ");
        return Optional.of(text.length() <= MAX_CHARS ? text : text.substring(0, MAX_CHARS));
    }
}
