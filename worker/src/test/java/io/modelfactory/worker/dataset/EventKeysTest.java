package io.modelfactory.worker.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.resolve.TrainingProfile.SplitStrategy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
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
                .matrices(new MatrixSettings(true, Optional.empty()))
                .prepare(fixture.file("rows.parquet", "FROM base"));

        long[] keys = prepared.train().eventKeys().orElseThrow();
        assertThat(keys).hasSize(60);
        for (int row = 0; row < keys.length; row++) {
            byte[] id = "e-%04d".formatted(row).getBytes(StandardCharsets.UTF_8);
            assertThat(keys[row])
                    .isEqualTo(Long.parseUnsignedLong(Sha256.hex(id).substring(0, 16), 16));
        }
    }

    @Test
    void rowsThatAreNotDrawnHaveNone() {
        PreparedDataset prepared = fixture.prepare(fixture.file("rows.parquet", "FROM base"));

        assertThat(prepared.train().eventKeys()).isEmpty();
    }
}
