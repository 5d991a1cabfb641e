package io.modelfactory.worker.model;

import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.util.stream.Stream;

/** Numbers of 64 bits, such as the amount of each row. */
public final class DoubleColumn extends RowColumn<DoubleBuffer> {

    private DoubleColumn(DoubleBuffer array) {
        super(new DoubleBuffer[] {array});
    }

    private DoubleColumn(DoubleBuffer[] windows, long size) {
        super(windows, size, Double.BYTES);
    }

    /** @param values not copied */
    public static DoubleColumn of(double... values) {
        return new DoubleColumn(DoubleBuffer.wrap(values));
    }

    /** @param file of {@link MappedFile} */
    static DoubleColumn in(ByteBuffer[] file, long size) {
        return new DoubleColumn(Stream.of(file).map(ByteBuffer::asDoubleBuffer).toArray(DoubleBuffer[]::new), size);
    }

    public double get(long index) {
        return window(index).get(place(index));
    }

    /** For the code that fills the column, before any other sees it. */
    public void set(long index, double value) {
        window(index).put(place(index), value);
    }
}
