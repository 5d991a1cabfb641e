package io.modelfactory.worker.model;

import java.nio.ByteBuffer;
import java.nio.IntBuffer;
import java.util.stream.Stream;

/** Whole numbers of 32 bits, such as the entity of each row. */
public final class IntColumn extends RowColumn<IntBuffer> {

    private IntColumn(IntBuffer array) {
        super(new IntBuffer[] {array});
    }

    private IntColumn(IntBuffer[] windows, long size) {
        super(windows, size, Integer.BYTES);
    }

    /** @param values not copied */
    public static IntColumn of(int... values) {
        return new IntColumn(IntBuffer.wrap(values));
    }

    /** @param file of {@link MappedFile} */
    static IntColumn in(ByteBuffer[] file, long size) {
        return new IntColumn(Stream.of(file).map(ByteBuffer::asIntBuffer).toArray(IntBuffer[]::new), size);
    }

    public int get(long index) {
        return window(index).get(place(index));
    }

    /** For the code that fills the column, before any other sees it. */
    public void set(long index, int value) {
        window(index).put(place(index), value);
    }
}
