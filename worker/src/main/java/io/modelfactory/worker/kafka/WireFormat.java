package io.modelfactory.worker.kafka;

import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.SerializationException;

/** Confluent's framing: a zero byte, the schema id as four big-endian bytes, and the Avro binary encoding. */
record WireFormat(int schemaId, ByteBuffer payload) {
    static final byte MAGIC = 0;
    static final int HEADER_BYTES = 1 + Integer.BYTES;

    /** @throws SerializationException if the bytes do not begin like this */
    static WireFormat parse(byte[] message) {
        if (message.length < HEADER_BYTES) {
            throw new SerializationException(
                    "not the Confluent wire format: " + message.length + " bytes are shorter than its header");
        }
        ByteBuffer buffer = ByteBuffer.wrap(message);
        byte magic = buffer.get();
        if (magic != MAGIC) {
            throw new SerializationException("not the Confluent wire format: it begins with byte " + magic + ", not 0");
        }
        return new WireFormat(buffer.getInt(), buffer.slice());
    }
}
