package io.modelfactory.worker.intake.recovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * What the child process found at an offset: a record, or none that its heap has room for.
 *
 * @param reason why there is no record; empty if there is one
 */
@SuppressWarnings("ArrayRecordComponent") // carried, never compared
public record ReadRecord(
        long offset, Optional<String> reason, Optional<byte[]> key, Optional<byte[]> value, List<Header> headers) {

    /** A third more as base64. */
    private static final int PART_BYTES = 512 << 10;

    /** Whether the record was read. */
    public boolean isReadable() {
        return reason.isEmpty();
    }

    static ReadRecord of(ConsumerRecord<byte[], byte[]> record) {
        return new ReadRecord(
                record.offset(),
                Optional.empty(),
                Optional.ofNullable(record.key()),
                Optional.ofNullable(record.value()),
                List.of(record.headers().toArray()));
    }

    static ReadRecord unreadable(long offset, String reason) {
        return new ReadRecord(offset, Optional.of(reason), Optional.empty(), Optional.empty(), List.of());
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object().put("offset", offset);
        reason.ifPresent(why -> json.put("reason", why));
        key.ifPresent(bytes -> put(json.putArray("key"), bytes));
        value.ifPresent(bytes -> put(json.putArray("value"), bytes));
        ArrayNode list = json.putArray("headers");
        for (Header header : headers) {
            ObjectNode entry = list.addObject().put("name", header.key());
            if (header.value() != null) {
                put(entry.putArray("value"), header.value());
            }
        }
        return json;
    }

    static ReadRecord fromJson(JsonNode json) {
        List<Header> headers = new ArrayList<>();
        json.path("headers")
                .forEach(header -> headers.add(new RecordHeader(
                        header.path("name").asText(), bytes(header, "value").orElse(null))));
        return new ReadRecord(
                json.path("offset").longValue(),
                Optional.ofNullable(json.path("reason").textValue()),
                bytes(json, "key"),
                bytes(json, "value"),
                headers);
    }

    /** In parts, because texts of JSON are bounded here. */
    private static void put(ArrayNode parts, byte[] bytes) {
        for (int from = 0; from < bytes.length; from += PART_BYTES) {
            parts.add(Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + PART_BYTES)));
        }
    }

    private static Optional<byte[]> bytes(JsonNode json, String member) {
        if (!json.has(member)) {
            return Optional.empty();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            for (JsonNode part : json.path(member)) {
                bytes.write(part.binaryValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(member, e);
        }
        return Optional.of(bytes.toByteArray());
    }
}
