package io.modelfactory.worker.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Columns on the heap and in files; files of gigabytes are sparse, and take the pages that are written to. */
class ColumnStoreTest {
    private static final int ROWS = 1_000;
    /** More than 2^31 bytes of 8 a row, which no one mapping holds. */
    private static final int MANY = (1 << 28) + 5;

    @TempDir
    Path folder;

    private ColumnStore files;

    @BeforeEach
    void openFolder() {
        files = ColumnStore.inFolder(folder);
    }

    @Test
    void numbersAreZeroUntilTheyAreSet() {
        for (ColumnStore store : List.of(ColumnStore.HEAP, files)) {
            assertThat(store.floats(3).toArray()).containsExactly(0, 0, 0);
            assertThat(store.matrix(1, 2).value(0, 1)).isZero();
            assertThat(store.ints(3).get(2)).isZero();
            assertThat(store.longs(3).get(0)).isZero();
            assertThat(store.doubles(3).get(1)).isZero();
        }
    }

    @Test
    void everyNumberComesBackBitByBit() {
        for (ColumnStore store : List.of(ColumnStore.HEAP, files)) {
            FloatColumn floats = store.floats(ROWS);
            IntColumn ints = store.ints(ROWS);
            LongColumn longs = store.longs(ROWS);
            DoubleColumn doubles = store.doubles(ROWS);
            for (int row = 0; row < ROWS; row++) {
                floats.set(row, row / 7f);
                ints.set(row, -row);
                longs.set(row, Long.MIN_VALUE + row);
                doubles.set(row, row / 7.0);
            }
            for (int row = 0; row < ROWS; row++) {
                assertThat(floats.get(row)).isEqualTo(row / 7f);
                assertThat(ints.get(row)).isEqualTo(-row);
                assertThat(longs.get(row)).isEqualTo(Long.MIN_VALUE + row);
                assertThat(doubles.get(row)).isEqualTo(row / 7.0);
            }
            assertThat(Stream.of(floats, ints, longs, doubles).map(RowColumn::rows))
                    .containsOnly(ROWS);
        }
    }

    @Test
    void aColumnMayHaveMoreBytesThanOneMapping() {
        LongColumn keys = files.longs(MANY);
        DoubleColumn amounts = files.doubles(MANY);
        int window = (int) (MappedFile.WINDOW_BYTES / Long.BYTES);
        for (int row : new int[] {0, window - 1, window, 2 * window, MANY - 1}) {
            keys.set(row, row + 1L);
            amounts.set(row, row + 0.5);
        }

        for (int row : new int[] {0, window - 1, window, 2 * window, MANY - 1}) {
            assertThat(keys.get(row)).isEqualTo(row + 1L);
            assertThat(amounts.get(row)).isEqualTo(row + 0.5);
        }
        assertThat(keys.get(window + 1)).isZero();
        assertThat(keys.rows()).isEqualTo(MANY);
    }

    @Test
    void successiveNumbersAreCopiedAcrossMappings() {
        int window = (int) (MappedFile.WINDOW_BYTES / Float.BYTES);
        FloatColumn scores = files.floats(window + 2);
        LongColumn keys = files.longs(window + 2);
        for (int row = window - 2; row < window + 2; row++) {
            scores.set(row, row - window);
            keys.set(row / 2, row / 2);
        }

        float[] copiedScores = new float[4];
        scores.copy(window - 2, 4, copiedScores);
        long[] copiedKeys = new long[3];
        keys.copy(window / 2 - 1, 2, copiedKeys);

        assertThat(copiedScores).containsExactly(-2, -1, 0, 1);
        assertThat(copiedKeys).containsExactly(window / 2 - 1, window / 2, 0);
    }

    @Test
    void aMatrixMayHaveMoreNumbersThanAnArray() {
        FeatureMatrix matrix = files.matrix(80_000_000, 30);

        matrix.set(79_999_999, 29, 2.5f);

        assertThat(matrix.value(79_999_999, 29)).isEqualTo(2.5f);
        assertThatExceptionOfType(ArithmeticException.class).isThrownBy(() -> ColumnStore.HEAP.matrix(80_000_000, 30));
    }

    @Test
    void anArrayIsNotCopied() {
        float[] labels = {1, 0, 1};

        assertThat(FloatColumn.of(labels).toArray()).isSameAs(labels);
    }

    @Test
    void aFolderThatIsNotThereIsAFaultOfTheDisk() {
        ColumnStore nowhere = ColumnStore.inFolder(folder.resolve("gone"));

        assertThatExceptionOfType(UncheckedIOException.class)
                .isThrownBy(() -> nowhere.ints(1))
                .withMessageContaining("cannot keep rows in");
    }
}
