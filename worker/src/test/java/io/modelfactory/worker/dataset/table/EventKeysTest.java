package io.modelfactory.worker.dataset.table;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.dataset.DatasetFixture;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.dataset.encoding.MatrixSettings;
import io.modelfactory.worker.model.ColumnStore;
import io.modelfactory.worker.model.LongColumn;
import io.modelfactory.worker.resolve.TrainingProfile.SplitStrategy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** By what training draws rows. */
class EventKeysTest {
    @TempDir
    Path folder;

    private DatasetFixture fixture;

    @BeforeEach
    void setUp() {
        fixture = new DatasetFixture(folder);
    }

    @Test
    void aRowsKeyIsTheBeginningOfTheHashOfItsEventId() {
        PreparedDataset prepared = fixture.split(SplitStrategy.TIME_BASED)
                .matrices(new MatrixSettings(true, ColumnStore.HEAP))
                .prepare(fixture.file("rows.parquet", "FROM base"));

        LongColumn keys = prepared.train().eventKeys().orElseThrow();
        assertThat(keys.rows()).isEqualTo(60);
        for (int row = 0; row < keys.rows(); row++) {
            byte[] id = "e-%04d".formatted(row).getBytes(StandardCharsets.UTF_8);
            assertThat(keys.get(row))
                    .isEqualTo(Long.parseUnsignedLong(Sha256.hex(id).substring(0, 16), 16));
        }
    }

    @Test
    void rowsThatAreNotDrawnHaveNone() {
        PreparedDataset prepared = fixture.prepare(fixture.file("rows.parquet", "FROM base"));

        assertThat(prepared.train().eventKeys()).isEmpty();
    }
}
