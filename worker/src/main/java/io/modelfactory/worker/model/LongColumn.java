package io.modelfactory.worker.model;

import java.nio.ByteBuffer;
import java.nio.LongBuffer;
import java.util.stream.Stream;

/** Whole numbers of 64 bits, such as the time of each row. */
public final class LongColumn extends RowColumn<LongBuffer> {

    private LongColumn(LongBuffer array) {
        super(new LongBuffer[] {array});
    }

    private LongColumn(LongBuffer[] windows, long size) {
        super(windows, size, Long.BYTES);
    }

    /** @param values not copied */
    public static LongColumn of(long... values) {
        return new LongColumn(LongBuffer.wrap(values));
    }

    /** @param file of {@link MappedFile} */
    static LongColumn in(ByteBuffer[] file, long size) {
        return new LongColumn(Stream.of(file).map(ByteBuffer::asLongBuffer).toArray(LongBuffer[]::new), size);
    }

    public long get(long index) {
        return window(index).get(place(index));
    }

    /** For the code that fills the column, before any other sees it. */
    public void set(long index, long value) {
        window(index).put(place(index), value);
    }

    /** Fills the beginning of {@code target} with successive numbers. */
    public void copy(long first, int count, long[] target) {
        int copied = 0;
        while (copied < count) {
            int length = together(first + copied, count - copied);
            window(first + copied).get(place(first + copied), target, copied, length);
            copied += length;
        }
    }
}
