package io.modelfactory.worker.intake.recovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The child process: reads the offsets of a range one by one and writes one line of JSON for each. What does not fit
 * into its heap is one failed allocation here, after which it goes on with the next offset. The range and the client's
 * settings come on the standard input, since they may hold passwords.
 */
final class RangeReaderMain {
    private static final Duration POLL = Duration.ofSeconds(10);

    private final Consumer<byte[], byte[]> consumer;
    private final TopicPartition partition;
    private final PrintStream out;
    private final boolean stopsBehindUnreadable;
    private final int maxBytes;
    private boolean metUnreadable;

    private RangeReaderMain(Consumer<byte[], byte[]> consumer, JsonNode order, PrintStream out) {
        this.consumer = consumer;
        this.partition = new TopicPartition(
                order.path("topic").textValue(), order.path("partition").intValue());
        this.stopsBehindUnreadable = order.path("stops_behind_unreadable").booleanValue();
        this.maxBytes = order.path("max_bytes").intValue();
        this.out = out;
    }

    public static void main(String[] none) throws IOException {
        JsonNode order = Json.parse(System.in.readAllBytes());
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings(order), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            try {
                new RangeReaderMain(consumer, order, out)
                        .read(
                                order.path("first").longValue(),
                                order.path("last").longValue());
                out.println(Json.object().put("complete", true));
            } catch (KafkaException failure) {
                out.println(Json.object().put("error", String.valueOf(failure.getMessage())));
            }
        }
    }

    private static Map<String, Object> settings(JsonNode order) {
        Map<String, Object> settings = new HashMap<>();
        order.path("settings")
                .properties()
                .forEach(setting ->
                        settings.put(setting.getKey(), setting.getValue().asText()));
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        // Batches are fetched whole even if they are larger.
        settings.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 64 << 10);
        return settings;
    }

    private void read(long first, long last) {
        consumer.assign(List.of(partition));
        consumer.seek(partition, first);
        long end = Math.min(last + 1, consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L));
        long offset =
                Math.max(first, consumer.beginningOffsets(List.of(partition)).getOrDefault(partition, 0L));
        consumer.seek(partition, offset);
        while (offset >= 0 && offset < end) {
            offset = readOne(offset);
        }
    }

    /** Returns the next offset to read; negative if what follows was not asked for. */
    private long readOne(long offset) {
        ConsumerRecords<byte[], byte[]> polled;
        try {
            polled = consumer.poll(POLL);
        } catch (OutOfMemoryError tooLarge) {
            return skip(offset, "it does not fit into " + (Runtime.getRuntime().maxMemory() >> 20) + " MiB of heap");
        } catch (RetriableException unavailable) {
            throw unavailable;
        } catch (KafkaException corrupt) {
            return skip(offset, String.valueOf(corrupt.getMessage()));
        }
        for (ConsumerRecord<byte[], byte[]> record : polled) {
            if (metUnreadable && stopsBehindUnreadable) {
                return -1;
            }
            report(record);
            return record.offset() + 1;
        }
        long position = consumer.position(partition);
        if (position == offset) {
            throw new TimeoutException(partition + " gives nothing from offset " + offset + " on");
        }
        return position;
    }

    private long skip(long offset, String reason) {
        metUnreadable = true;
        out.println(ReadRecord.unreadable(offset, reason).toJson());
        consumer.seek(partition, offset + 1);
        return offset + 1;
    }

    private void report(ConsumerRecord<byte[], byte[]> record) {
        int bytes = record.serializedValueSize();
        if (maxBytes == 0) {
            out.println(Json.object().put("offset", record.offset()));
        } else if (bytes > maxBytes) {
            out.println(ReadRecord.unreadable(record.offset(), "it has " + bytes + " bytes")
                    .toJson());
        } else {
            ObjectNode json = ReadRecord.of(record).toJson();
            out.println(json);
        }
    }
}
