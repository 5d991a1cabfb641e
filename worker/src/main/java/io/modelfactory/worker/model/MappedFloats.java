package io.modelfactory.worker.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Numbers in a file that is mapped into memory: the system keeps of them what it has room for, and reads the rest when
 * it is asked for. All are 0 at first. The file may be deleted while this is in use.
 */
final class MappedFloats {
    /** One mapping holds at most 2^31 bytes. */
    private static final int SEGMENT_BITS = 28;

    private static final long SEGMENT_MASK = (1L << SEGMENT_BITS) - 1;

    private final FloatBuffer[] segments;

    private MappedFloats(FloatBuffer[] segments) {
        this.segments = segments;
    }

    /**
     * @param file that does not exist yet
     * @throws UncheckedIOException if the disk does not allow it
     */
    static MappedFloats create(Path file, long count) {
        FloatBuffer[] segments = new FloatBuffer[Math.toIntExact((count + SEGMENT_MASK) >> SEGMENT_BITS)];
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            for (int i = 0; i < segments.length; i++) {
                long first = (long) i << SEGMENT_BITS;
                long size = Math.min(count - first, SEGMENT_MASK + 1);
                segments[i] = channel.map(MapMode.READ_WRITE, first * Float.BYTES, size * Float.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .asFloatBuffer();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep rows in " + file + ": " + e.getMessage(), e);
        }
        return new MappedFloats(segments);
    }

    float get(long index) {
        return segments[(int) (index >> SEGMENT_BITS)].get((int) (index & SEGMENT_MASK));
    }

    void put(long index, float value) {
        segments[(int) (index >> SEGMENT_BITS)].put((int) (index & SEGMENT_MASK), value);
    }

    /** Fills the beginning of {@code target} with successive numbers. */
    void copy(long first, int count, float[] target) {
        int copied = 0;
        while (copied < count) {
            long index = first + copied;
            FloatBuffer segment = segments[(int) (index >> SEGMENT_BITS)];
            int place = (int) (index & SEGMENT_MASK);
            int size = Math.min(count - copied, segment.limit() - place);
            segment.get(place, target, copied, size);
            copied += size;
        }
    }
}
