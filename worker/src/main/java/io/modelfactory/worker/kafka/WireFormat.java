package io.modelfactory.worker.kafka;

import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.SerializationException;

/** Confluent's framing: a zero byte, the schema id as four big-endian bytes, and the Avro binary encoding. */
final class WireFormat {
    static final int HEADER_BYTES = 1 + Integer.BYTES;
    private static final byte MAGIC = 0;

    private WireFormat() {}

    static byte[] header(int schemaId) {
        return ByteBuffer.allocate(HEADER_BYTES).put(MAGIC).putInt(schemaId).array();
    }

    /**
     * The schema id of a message; what follows the header is the encoded value.
     *
     * @throws SerializationException if the bytes do not begin as they should
     */
    static int schemaId(byte[] message) {
        if (message.length < HEADER_BYTES) {
            throw new SerializationException(
                    "not the Confluent wire format: " + message.length + " bytes are shorter than its header");
        }
        if (message[0] != MAGIC) {
            throw new SerializationException(
                    "not the Confluent wire format: it begins with byte " + message[0] + ", not 0");
        }
        int id = ByteBuffer.wrap(message).getInt(1);
        if (id <= 0) {
            throw new SerializationException("not the Confluent wire format: no schema has the id " + id);
        }
        return id;
    }
}
