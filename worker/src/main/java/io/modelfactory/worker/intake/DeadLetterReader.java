package io.modelfactory.worker.intake;

import io.modelfactory.worker.failure.TransientFaultException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Reads the dead letter topic as it is now: no consumer group, nothing committed, so that looking changes nothing for
 * others. Letters that come while it reads are left out.
 */
public final class DeadLetterReader implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int MAX_SHOWN_BYTES = 1 << 16;
    private static final Duration POLL = Duration.ofMillis(500);
    private static final Comparator<DeadLetter> BY_TIME = Comparator.comparing(DeadLetter::writtenAt)
            .thenComparing(letter -> letter.position().partition())
            .thenComparing(letter -> letter.position().offset());

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;

    /** @param consumer without a group; closed with this reader */
    public DeadLetterReader(Consumer<byte[], byte[]> consumer, String topic) {
        this.consumer = consumer;
        this.topic = topic;
    }

    /**
     * The letters that came last, oldest first; none if there is no such topic.
     *
     * @throws TransientFaultException if the broker does not let them be read
     */
    public List<DeadLetter> latest(int limit) {
        List<DeadLetter> letters = new ArrayList<>();
        translateFaults(() -> {
            for (TopicPartition partition : partitions()) {
                letters.addAll(latest(partition, limit));
            }
        });
        letters.sort(BY_TIME);
        return List.copyOf(letters.subList(Math.max(0, letters.size() - limit), letters.size()));
    }

    /** The record at a position, with its bytes; empty if there is none. */
    Optional<ConsumerRecord<byte[], byte[]>> readAt(RecordPosition at) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        translateFaults(() -> {
            TopicPartition partition = new TopicPartition(topic, at.partition());
            if (partitions().contains(partition) && at.offset() >= begin(partition) && at.offset() < end(partition)) {
                read(partition, at.offset(), at.offset() + 1, found::add);
            }
        });
        return found.stream().filter(record -> record.offset() == at.offset()).findFirst();
    }

    /**
     * The bytes of a letter as text: UTF-8 where they are, else hexadecimal digits; at most the first 64 KiB. Empty if
     * it is not there.
     */
    public Optional<String> payload(RecordPosition at) {
        return readAt(at).map(record -> text(Optional.ofNullable(record.value()).orElseGet(() -> new byte[0])));
    }

    /** The bytes of a letter; empty if it is not there or holds none. */
    public Optional<byte[]> value(RecordPosition at) {
        return readAt(at).map(ConsumerRecord::value);
    }

    private static String text(byte[] value) {
        byte[] shown = Arrays.copyOf(value, Math.min(value.length, MAX_SHOWN_BYTES));
        String rest = value.length > shown.length ? "... (" + value.length + " bytes)" : "";
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(shown)) + rest;
        } catch (CharacterCodingException binary) {
            return HexFormat.ofDelimiter(" ").formatHex(shown) + rest;
        }
    }

    private interface RecordVisitor {
        void visit(ConsumerRecord<byte[], byte[]> record);
    }

    /** Offsets are also taken by the markers of transactions, so that fewer letters may come than offsets are read. */
    private List<DeadLetter> latest(TopicPartition partition, int limit) {
        long begin = begin(partition);
        long end = end(partition);
        long offsets = 2L * limit;
        while (true) {
            List<DeadLetter> last = new ArrayList<>();
            long from = Math.max(begin, end - offsets);
            read(partition, from, end, record -> last.add(DeadLetter.of(record)));
            if (last.size() >= limit || from == begin) {
                return last;
            }
            offsets *= 2;
        }
    }

    /** Offsets may have gaps, so the position shows when the end is reached, not a count. */
    private void read(TopicPartition partition, long from, long end, RecordVisitor visitor) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, from);
        Instant lastProgress = Instant.now();
        long position = from;
        while (position < end) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                if (record.offset() < end) {
                    visitor.visit(record);
                }
            }
            long reached = consumer.position(partition, TIMEOUT);
            if (reached > position) {
                position = reached;
                lastProgress = Instant.now();
            } else if (Instant.now().isAfter(lastProgress.plus(TIMEOUT))) {
                throw new TimeoutException(partition + " gives nothing from offset " + position + " on");
            }
        }
    }

    private List<TopicPartition> partitions() {
        List<PartitionInfo> known = consumer.partitionsFor(topic, TIMEOUT);
        return known == null
                ? List.of()
                : known.stream()
                        .map(partition -> new TopicPartition(topic, partition.partition()))
                        .toList();
    }

    private long begin(TopicPartition partition) {
        return consumer.beginningOffsets(List.of(partition), TIMEOUT).getOrDefault(partition, 0L);
    }

    private long end(TopicPartition partition) {
        return consumer.endOffsets(List.of(partition), TIMEOUT).getOrDefault(partition, 0L);
    }

    private void translateFaults(Runnable work) {
        try {
            work.run();
        } catch (KafkaException e) {
            throw new TransientFaultException(topic + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(POLL));
    }
}
