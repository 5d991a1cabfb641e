package io.modelfactory.worker.model;

import java.nio.Buffer;

/**
 * A number of each row, in an array or in a file that is mapped into memory, whichever a {@link ColumnStore} chose. All
 * are 0 at first.
 *
 * @param <B> buffer of such numbers
 */
abstract class RowColumn<B extends Buffer> {
    /** An array is one window. */
    private static final int ARRAY_BITS = Integer.SIZE - 1;

    private final B[] windows;
    private final int windowBits;
    private final int windowMask;
    private final long size;

    /** @param array over an array, as the only element */
    RowColumn(B[] array) {
        this.windows = array;
        this.windowBits = ARRAY_BITS;
        this.windowMask = Integer.MAX_VALUE;
        this.size = array[0].limit();
    }

    /**
     * @param windows of a file, each of {@link MappedFile#WINDOW_BYTES} but the last
     * @param bytesEach of a number
     */
    RowColumn(B[] windows, long size, int bytesEach) {
        this.windows = windows;
        this.windowBits = Long.numberOfTrailingZeros(MappedFile.WINDOW_BYTES / bytesEach);
        this.windowMask = (1 << windowBits) - 1;
        this.size = size;
    }

    /** @throws ArithmeticException if they are more than rows can be counted */
    public int rows() {
        return Math.toIntExact(size);
    }

    B window(long index) {
        return windows[(int) (index >> windowBits)];
    }

    /** In the window of that index. */
    int place(long index) {
        return (int) index & windowMask;
    }

    /** How many of so many successive numbers are in the window of the first of them. */
    int together(long first, int count) {
        return Math.min(count, window(first).limit() - place(first));
    }
}
