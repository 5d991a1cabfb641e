package io.modelfactory.worker.model;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.stream.Stream;

/** Numbers of 32 bits, such as the label or the score of each row. */
public final class FloatColumn extends RowColumn<FloatBuffer> {

    private FloatColumn(FloatBuffer array) {
        super(new FloatBuffer[] {array});
    }

    private FloatColumn(FloatBuffer[] windows, long size) {
        super(windows, size, Float.BYTES);
    }

    /** @param values not copied */
    public static FloatColumn of(float... values) {
        return new FloatColumn(FloatBuffer.wrap(values));
    }

    /** @param file of {@link MappedFile} */
    static FloatColumn in(ByteBuffer[] file, long size) {
        return new FloatColumn(Stream.of(file).map(ByteBuffer::asFloatBuffer).toArray(FloatBuffer[]::new), size);
    }

    public float get(long index) {
        return window(index).get(place(index));
    }

    /** For the code that fills the column, before any other sees it. */
    public void set(long index, float value) {
        window(index).put(place(index), value);
    }

    /** Fills the beginning of {@code target} with successive numbers. */
    public void copy(long first, int count, float[] target) {
        int copied = 0;
        while (copied < count) {
            int length = together(first + copied, count - copied);
            window(first + copied).get(place(first + copied), target, copied, length);
            copied += length;
        }
    }

    /** All numbers in an array: not to be changed, as it may be the column's own. */
    public float[] toArray() {
        if (rows() > 0 && window(0).hasArray()) {
            return window(0).array();
        }
        float[] copy = new float[rows()];
        copy(0, copy.length, copy);
        return copy;
    }
}
