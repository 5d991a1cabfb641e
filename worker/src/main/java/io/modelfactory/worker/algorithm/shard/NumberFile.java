package io.modelfactory.worker.algorithm.shard;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;

/** Copies numbers between arrays and places of a file, in little-endian order and by the block. */
final class NumberFile {
    private static final int BUFFER_BYTES = 1 << 20;

    private final FileChannel file;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    NumberFile(FileChannel file) {
        this.file = file;
    }

    void writeHeader(ShardLayout layout) throws IOException {
        layout.write(buffer.clear());
        writeFully(0);
    }

    ShardLayout readHeader() throws IOException {
        readFully(0, ShardLayout.HEADER_BYTES);
        return ShardLayout.read(buffer);
    }

    /** @param position in the file, in bytes */
    void write(float[] numbers, int from, int count, long position) throws IOException {
        forEachBlock(count, Float.BYTES, (done, next) -> {
            buffer.clear().asFloatBuffer().put(numbers, from + done, next);
            buffer.position(next * Float.BYTES);
            writeFully(position + (long) done * Float.BYTES);
        });
    }

    /** @param position in the file, in bytes */
    void write(long[] numbers, int from, int count, long position) throws IOException {
        forEachBlock(count, Long.BYTES, (done, next) -> {
            buffer.clear().asLongBuffer().put(numbers, from + done, next);
            buffer.position(next * Long.BYTES);
            writeFully(position + (long) done * Long.BYTES);
        });
    }

    /** @param into is filled from its beginning */
    void read(long position, float[] into, int count) throws IOException {
        forEachBlock(count, Float.BYTES, (done, next) -> {
            readFully(position + (long) done * Float.BYTES, next * Float.BYTES);
            buffer.asFloatBuffer().get(into, done, next);
        });
    }

    /** @param into is filled from its beginning */
    void read(long position, long[] into, int count) throws IOException {
        forEachBlock(count, Long.BYTES, (done, next) -> {
            readFully(position + (long) done * Long.BYTES, next * Long.BYTES);
            buffer.asLongBuffer().get(into, done, next);
        });
    }

    /** Copies some of the numbers through the buffer. */
    private interface BlockCopier {
        /** @param done numbers that have been copied before the next ones */
        void copy(int done, int next) throws IOException;
    }

    private static void forEachBlock(int count, int bytesEach, BlockCopier numbers) throws IOException {
        int most = BUFFER_BYTES / bytesEach;
        for (int done = 0; done < count; done += most) {
            numbers.copy(done, Math.min(most, count - done));
        }
    }

    private void writeFully(long position) throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            file.write(buffer, position + buffer.position());
        }
    }

    private void readFully(long position, int bytes) throws IOException {
        buffer.clear().limit(bytes);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, position + buffer.position()) < 0) {
                throw new IOException("a shard ends before its last row");
            }
        }
        buffer.flip();
    }
}
