package io.modelfactory.worker.model;

import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;

/**
 * Where the columns and matrices of a build lie: on the heap, or in files where the rows are too many for it. Which it
 * is changes none of their numbers.
 */
public final class ColumnStore {
    /** On the heap. */
    public static final ColumnStore HEAP = new ColumnStore(Optional.empty());

    private final Optional<Path> folder;

    private ColumnStore(Optional<Path> folder) {
        this.folder = folder;
    }

    /**
     * @param folder of the build: its files may be deleted while the columns are in use, and are not deleted by them
     */
    public static ColumnStore inFolder(Path folder) {
        return new ColumnStore(Optional.of(folder));
    }

    public boolean inFiles() {
        return folder.isPresent();
    }

    /** @throws UncheckedIOException if the disk does not allow it; so do the others */
    public FloatColumn floats(int rows) {
        return file("floats", (long) rows * Float.BYTES)
                .map(file -> FloatColumn.in(file, rows))
                .orElseGet(() -> FloatColumn.of(new float[rows]));
    }

    public IntColumn ints(int rows) {
        return file("ints", (long) rows * Integer.BYTES)
                .map(file -> IntColumn.in(file, rows))
                .orElseGet(() -> IntColumn.of(new int[rows]));
    }

    public LongColumn longs(int rows) {
        return file("longs", (long) rows * Long.BYTES)
                .map(file -> LongColumn.in(file, rows))
                .orElseGet(() -> LongColumn.of(new long[rows]));
    }

    public DoubleColumn doubles(int rows) {
        return file("doubles", (long) rows * Double.BYTES)
                .map(file -> DoubleColumn.in(file, rows))
                .orElseGet(() -> DoubleColumn.of(new double[rows]));
    }

    /** @throws ArithmeticException if they are more than an array holds, and this is the heap */
    public FeatureMatrix matrix(int rows, int columns) {
        long values = (long) rows * columns;
        return file("matrix", values * Float.BYTES)
                .map(file -> new FeatureMatrix(FloatColumn.in(file, values), rows, columns))
                .orElseGet(() -> new FeatureMatrix(new float[Math.multiplyExact(rows, columns)], rows, columns));
    }

    /** Empty on the heap, and for nothing, of which no file can be mapped. */
    private Optional<ByteBuffer[]> file(String kind, long bytes) {
        return folder.filter(any -> bytes > 0)
                .map(in -> MappedFile.create(in.resolve(kind + "-" + UUID.randomUUID()), bytes));
    }
}
