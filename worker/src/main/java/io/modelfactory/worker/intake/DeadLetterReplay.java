package io.modelfactory.worker.intake;

import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.intake.recovery.RangeReader;
import io.modelfactory.worker.intake.recovery.RecordRange;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Sends dead letters back to where they came from: the original bytes and key, the original headers without those of
 * the failure, and two that describe the replay. Those two survive if the record fails again, so a letter that goes
 * round and round is seen to, and is refused after {@value #MAX_REPLAYS} rounds.
 */
public final class DeadLetterReplay {
    /** How often a record may be sent back before an operator must force it. */
    public static final int MAX_REPLAYS = 3;

    /** The letter's own id is not the record's, and earlier rounds are counted anew. */
    private static final Set<String> REPLACED_HEADERS =
            Set.of(DeadLetterFactory.CE_ID, DeadLetter.REPLAYED_FROM, DeadLetter.REPLAYS);

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    /** As much as the producer sends in one request. */
    private static final int MAX_RECORD_BYTES = 8 << 20;

    private final DeadLetterReader reader;
    private final Producer<byte[], byte[]> producer;
    private final RangeReader ranges;
    private final Set<String> requestTopics;
    private final boolean unlimited;

    /**
     * @param ranges reads records that a letter stands for, in a process that may die of them
     * @param requestTopics the topics that letters may be sent back to; a letter's own word is not enough
     * @param unlimited whether the bound on rounds is lifted
     */
    public DeadLetterReplay(
            DeadLetterReader reader,
            Producer<byte[], byte[]> producer,
            RangeReader ranges,
            Set<String> requestTopics,
            boolean unlimited) {
        this.reader = reader;
        this.producer = producer;
        this.ranges = ranges;
        this.requestTopics = Set.copyOf(requestTopics);
        this.unlimited = unlimited;
    }

    /** Why a letter is not sent back; empty if it may be. */
    public Optional<String> refusalReason(DeadLetter letter) {
        Optional<String> topic = letter.originalTopic();
        if (topic.filter(requestTopics::contains).isEmpty()) {
            return Optional.of("it does not come from a request topic of the profile, but from "
                    + topic.orElse("nowhere that it names"));
        } else if (letter.replays() >= MAX_REPLAYS && !unlimited) {
            return Optional.of("it was sent back " + letter.replays() + " times already and came here again");
        }
        return Optional.empty();
    }

    /** Those of the letters that did not come back as a later one; sending the earlier one too would double them. */
    public static List<DeadLetter> withoutReturned(List<DeadLetter> letters) {
        Set<RecordPosition> cameBack = new HashSet<>();
        letters.forEach(letter -> letter.replayedFrom().ifPresent(cameBack::add));
        return letters.stream()
                .filter(letter -> !cameBack.contains(letter.position()))
                .toList();
    }

    /**
     * @return where the record lies now, such as {@code topic-0@42}
     * @throws IllegalArgumentException if there is an {@link #refusalReason}
     * @throws TransientFaultException if the letter is gone by now, or the broker does not take the record
     */
    public String send(DeadLetter letter) {
        refusalReason(letter).ifPresent(why -> {
            throw new IllegalArgumentException(letter.position() + ": " + why);
        });
        if (letter.reference().isPresent()) {
            return sendReadable(letter, letter.reference().get());
        }
        ConsumerRecord<byte[], byte[]> record = reader.readAt(letter.position())
                .orElseThrow(() -> new TransientFaultException(
                        letter.position() + ": the letter is not there any more",
                        new IllegalStateException("expired")));
        return send(letter, message(letter, record));
    }

    /** The records that can be read are sent; the others stay where they are. */
    private String sendReadable(DeadLetter letter, RecordRange range) {
        List<Long> unreadable = new ArrayList<>();
        AtomicInteger sent = new AtomicInteger();
        ranges.read(range, MAX_RECORD_BYTES, record -> {
            if (record.isReadable()) {
                Headers headers = headers(letter, record.headers());
                send(
                        letter,
                        new ProducerRecord<>(
                                range.topic(),
                                null,
                                record.key().orElse(null),
                                record.value().orElse(null),
                                headers));
                sent.incrementAndGet();
            } else {
                unreadable.add(record.offset());
            }
        });
        return range.topic() + ": " + sent + " of the records " + range.first() + " to " + range.last()
                + (unreadable.isEmpty() ? "" : "; not readable: offsets " + unreadable);
    }

    private String send(DeadLetter letter, ProducerRecord<byte[], byte[]> message) {
        try {
            return producer.send(message)
                    .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                    .toString();
        } catch (ExecutionException | TimeoutException e) {
            throw new TransientFaultException(
                    letter.position() + ": the broker did not acknowledge the record, which may still arrive: "
                            + e.getMessage(),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientFaultException("interrupted while sending", e);
        }
    }

    private static ProducerRecord<byte[], byte[]> message(DeadLetter letter, ConsumerRecord<byte[], byte[]> record) {
        return new ProducerRecord<>(
                letter.originalTopic().orElseThrow(),
                null,
                record.key(),
                record.value(),
                headers(letter, record.headers()));
    }

    private static Headers headers(DeadLetter letter, Iterable<Header> originals) {
        Headers headers = new RecordHeaders();
        for (Header header : originals) {
            if (!header.key().startsWith(DeadLetterFactory.ERROR_PREFIX) && !REPLACED_HEADERS.contains(header.key())) {
                headers.add(header);
            }
        }
        headers.add(DeadLetter.REPLAYED_FROM, bytes(letter.position().toString()));
        headers.add(DeadLetter.REPLAYS, bytes(Integer.toString(nextReplayCount(letter))));
        return headers;
    }

    private static int nextReplayCount(DeadLetter letter) {
        return letter.replays() == Integer.MAX_VALUE ? Integer.MAX_VALUE : letter.replays() + 1;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
