package io.modelfactory.worker.kafka;

import java.io.EOFException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;
import org.jspecify.annotations.Nullable;

/**
 * Reads Avro's binary encoding from a message of known size. Avro's own decoder allocates what a length prefix promises; this
 * one believes no length that the rest of the message cannot hold, so that a few hostile bytes cannot exhaust the heap.
 */
final class BoundedBinaryDecoder extends Decoder {
    private static final int MAX_VARINT_BYTES = 10;

    private final ByteBuffer in;

    BoundedBinaryDecoder(ByteBuffer message) {
        this.in = message.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Bytes that nothing has read. */
    int remaining() {
        return in.remaining();
    }

    @Override
    public void readNull() {}

    @Override
    public boolean readBoolean() throws IOException {
        return readByte() == 1;
    }

    @Override
    public int readInt() throws IOException {
        long value = readLong();
        if (value != (int) value) {
            throw new AvroRuntimeException("an int is out of range: " + value);
        }
        return (int) value;
    }

    @Override
    public long readLong() throws IOException {
        long zigzag = 0;
        for (int i = 0; i < MAX_VARINT_BYTES; i++) {
            byte next = readByte();
            zigzag |= (next & 0x7fL) << (7 * i);
            if (next >= 0) {
                return (zigzag >>> 1) ^ -(zigzag & 1);
            }
        }
        throw new AvroRuntimeException("a number has more than " + MAX_VARINT_BYTES + " bytes");
    }

    @Override
    public float readFloat() throws IOException {
        return Float.intBitsToFloat(
                take(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN).getInt());
    }

    @Override
    public double readDouble() throws IOException {
        return Double.longBitsToDouble(
                take(Double.BYTES).order(ByteOrder.LITTLE_ENDIAN).getLong());
    }

    @Override
    public Utf8 readString(@Nullable Utf8 old) throws IOException {
        byte[] bytes = new byte[readLength()];
        in.get(bytes);
        return new Utf8(bytes);
    }

    @Override
    public String readString() throws IOException {
        return StandardCharsets.UTF_8.decode(take(readLength())).toString();
    }

    @Override
    public void skipString() throws IOException {
        skipBytes();
    }

    @Override
    public ByteBuffer readBytes(@Nullable ByteBuffer old) throws IOException {
        byte[] bytes = new byte[readLength()];
        in.get(bytes);
        return ByteBuffer.wrap(bytes);
    }

    @Override
    public void skipBytes() throws IOException {
        skipFixed(readLength());
    }

    @Override
    public void readFixed(byte[] bytes, int start, int length) throws IOException {
        take(length).get(bytes, start, length);
    }

    @Override
    public void skipFixed(int length) throws IOException {
        take(length);
    }

    @Override
    public int readEnum() throws IOException {
        return readInt();
    }

    @Override
    public long readArrayStart() throws IOException {
        return readBlockCount();
    }

    @Override
    public long arrayNext() throws IOException {
        return readBlockCount();
    }

    @Override
    public long skipArray() throws IOException {
        return skipBlocks();
    }

    @Override
    public long readMapStart() throws IOException {
        return readBlockCount();
    }

    @Override
    public long mapNext() throws IOException {
        return readBlockCount();
    }

    @Override
    public long skipMap() throws IOException {
        return skipBlocks();
    }

    @Override
    public int readIndex() throws IOException {
        return readInt();
    }

    private byte readByte() throws EOFException {
        try {
            return in.get();
        } catch (BufferUnderflowException e) {
            throw ended();
        }
    }

    private int readLength() throws IOException {
        long length = readLong();
        if (length < 0 || length > in.remaining()) {
            throw new AvroRuntimeException(
                    "a length of " + length + " exceeds the message; " + in.remaining() + " bytes are left");
        }
        return (int) length;
    }

    /** A negative count is followed by the size of the block in bytes. An item that takes no byte has no place here. */
    private long readBlockCount() throws IOException {
        long count = readLong();
        if (count < 0) {
            readLength();
            count = -count;
        }
        if (count < 0 || count > in.remaining()) {
            throw new AvroRuntimeException(
                    "a block of " + count + " items exceeds the message; " + in.remaining() + " bytes are left");
        }
        return count;
    }

    /** Skips blocks that carry their size; returns the count of the first one that does not, 0 at the end. */
    private long skipBlocks() throws IOException {
        while (true) {
            in.mark();
            long count = readLong();
            if (count >= 0) {
                in.reset();
                return readBlockCount();
            }
            skipFixed(readLength());
        }
    }

    private ByteBuffer take(int length) throws EOFException {
        if (length > in.remaining()) {
            throw ended();
        }
        ByteBuffer slice = in.slice(in.position(), length);
        in.position(in.position() + length);
        return slice;
    }

    private static EOFException ended() {
        return new EOFException("the message ends in the middle of a value");
    }
}
