package io.modelfactory.worker.dataset.encoding;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.dataset.DatasetFixture;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.model.ColumnStore;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.LabelledMatrix;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that lie in files are those that lie on the heap. */
class MatricesInFilesTest {
    @TempDir
    Path folder;

    @Test
    void theyHaveTheSameValuesInTheSamePlaces() throws IOException {
        Path files = Files.createDirectories(folder.resolve("matrices"));
        PreparedDataset onHeap = prepare(ColumnStore.HEAP);
        PreparedDataset inFiles = prepare(ColumnStore.inFolder(files));

        assertThat(inFiles.features()).isEqualTo(onHeap.features());
        assertThat(files).isNotEmptyDirectory();
        assertSame(onHeap.train(), inFiles.train());
        assertSame(onHeap.validation(), inFiles.validation());
        assertSame(onHeap.test(), inFiles.test());
    }

    private PreparedDataset prepare(ColumnStore columns) {
        DatasetFixture fixture = new DatasetFixture(folder);
        return fixture.matrices(new MatrixSettings(true, columns)).prepare(fixture.file("rows.parquet", "FROM base"));
    }

    private static void assertSame(LabelledMatrix onHeap, LabelledMatrix inFiles) {
        FeatureMatrix values = inFiles.features();
        int rows = onHeap.rows();
        int width = onHeap.features().columns();
        assertThat(inFiles.labels().toArray()).containsExactly(onHeap.labels().toArray());
        assertThat(List.of(values.rows(), values.columns())).containsExactly(rows, width);
        float[] copied = new float[rows * width];
        values.copyRows(0, rows, copied);
        assertThat(copied).containsExactly(onHeap.features().values());
        for (int row = 0; row < rows; row++) {
            assertThat(values.value(row, 0)).isEqualTo(onHeap.features().value(row, 0));
        }
    }
}
