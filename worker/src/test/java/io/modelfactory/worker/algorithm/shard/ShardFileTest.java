package io.modelfactory.worker.algorithm.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.FloatColumn;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.model.LongColumn;
import io.modelfactory.worker.model.RowPiece;
import io.modelfactory.worker.model.RowPieces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShardFileTest {
    @TempDir
    private Path folder = Path.of("");

    private final List<String> completed = new ArrayList<>();

    private final LabelledMatrix rows = new LabelledMatrix(
                    new FeatureMatrix(new float[] {1, Float.NaN, 2, -0.0f, 3, Float.MIN_VALUE, 4, 8, 5, 9}, 5, 2),
                    new float[] {0, 1, 0, 0, 1})
            .weighted(FloatColumn.of(0.1f, 0.2f, 0.3f, 0.4f, 0.5f))
            .keyed(LongColumn.of(5, -4, 3, Long.MIN_VALUE, 1));

    @Test
    void shardsHaveAllRowsInTheirOrderAndAsManyEachOrOneMore() throws IOException {
        List<String> digests = writer().write(rows.pieces(3), 3);

        assertThat(digests).hasSize(3);
        assertThat(completed).containsExactly("train-0.rows", "train-1.rows", "train-2.rows");
        assertThat(read(0, digests)).hasSize(1);
        assertThat(read(1, digests)).hasSize(2);
        assertThat(read(2, digests)).hasSize(2);
        List<String> all = new ArrayList<>();
        for (int shard = 0; shard < 3; shard++) {
            all.addAll(read(shard, digests));
        }
        assertThat(all)
                .containsExactly(
                        "1.0 NaN label 0.0 weight 0.1 key 5",
                        "2.0 -0.0 label 1.0 weight 0.2 key -4",
                        "3.0 1.4E-45 label 0.0 weight 0.3 key 3",
                        "4.0 8.0 label 0.0 weight 0.4 key -9223372036854775808",
                        "5.0 9.0 label 1.0 weight 0.5 key 1");
    }

    @Test
    void rowsWithoutWeightsAndKeysHaveNoneInShardsEither() throws IOException {
        LabelledMatrix plain = new LabelledMatrix(rows.features(), rows.labels());
        List<String> digests = writer().write(plain.pieces(2), 1);

        try (ShardFile shard = open(0, digests.get(0))) {
            RowPiece piece = shard.pieces(9).open().next().orElseThrow();
            assertThat(piece.rows()).isEqualTo(5);
            assertThat(piece.weights()).isEmpty();
            assertThat(piece.eventKeys()).isEmpty();
        }
    }

    @Test
    void aShardThatWasChangedIsRefused() throws IOException {
        List<String> digests = writer().write(rows.pieces(3), 1);
        Path file = folder.resolve(ShardFile.name("train", 0));
        byte[] content = Files.readAllBytes(file);
        content[content.length - 1] ^= 1;
        Files.write(file, content);

        assertThatThrownBy(() -> open(0, digests.get(0)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("train-0.rows is not the shard that was written");
    }

    @Test
    void aShardThatEndsTooSoonIsRefused() throws IOException {
        writer().write(rows.pieces(3), 1);
        Path file = folder.resolve(ShardFile.name("train", 0));
        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), 40));

        try (ShardFile shard = open(0, Sha256.hex(file))) {
            RowPieces.Cursor cursor = shard.pieces(5).open();
            assertThatThrownBy(cursor::next).hasRootCauseMessage("a shard ends before its last row");
        }
    }

    /** More than are copied at once. */
    @Test
    void longShardsAreReadAsTheyWereWrittenWhateverThePieces() throws IOException {
        int count = 300_001;
        float[] values = new float[3 * count];
        float[] labels = new float[count];
        long[] keys = new long[count];
        for (int row = 0; row < count; row++) {
            Arrays.fill(values, 3 * row, 3 * row + 3, row);
            labels[row] = row % 2;
            keys[row] = -row;
        }
        LabelledMatrix many =
                new LabelledMatrix(new FeatureMatrix(values, count, 3), labels).keyed(LongColumn.of(keys));
        List<String> digests = writer().write(many.pieces(100_003), 1);

        try (ShardFile shard = open(0, digests.get(0))) {
            RowPiece whole = shard.pieces(count).open().next().orElseThrow();
            assertThat(whole.values()).isEqualTo(values);
            assertThat(whole.labels()).isEqualTo(labels);
            assertThat(whole.eventKeys().orElseThrow()).isEqualTo(keys);
            RowPieces.Cursor cursor = shard.pieces(299_999).open();
            assertThat(cursor.next().orElseThrow().rows()).isEqualTo(299_999);
            RowPiece last = cursor.next().orElseThrow();
            assertThat(last.rows()).isEqualTo(2);
            assertThat(last.values()).startsWith(299_999, 299_999, 299_999, 300_000, 300_000, 300_000);
            assertThat(last.labels()).startsWith(1, 0);
            assertThat(last.eventKeys().orElseThrow()).startsWith(-299_999, -300_000);
            assertThat(cursor.next()).isEmpty();
        }
    }

    @Test
    void noShardIsEverEmpty() {
        ShardWriter writer = writer();

        assertThatThrownBy(() -> writer.write(rows.pieces(3), 6)).hasMessageContaining("leave some of 6 shards empty");
        assertThat(folder).isEmptyDirectory();
    }

    private ShardWriter writer() {
        return new ShardWriter(folder, "train", file -> completed.add(String.valueOf(file.getFileName())));
    }

    private ShardFile open(int number, String digest) throws IOException {
        return ShardSource.of(folder).open(ShardFile.name("train", number), digest, folder);
    }

    private List<String> read(int number, List<String> digests) throws IOException {
        List<String> read = new ArrayList<>();
        try (ShardFile shard = open(number, digests.get(number))) {
            RowPieces pieces = shard.pieces(1);
            RowPieces.Cursor cursor = pieces.open();
            for (Optional<RowPiece> next = cursor.next(); next.isPresent(); next = cursor.next()) {
                RowPiece piece = next.get();
                assertThat(piece.rows()).isEqualTo(1);
                read.add(piece.values()[0] + " " + piece.values()[1] + " label " + piece.labels()[0] + " weight "
                        + piece.weights().orElseThrow()[0] + " key "
                        + piece.eventKeys().orElseThrow()[0]);
            }
        }
        return read;
    }
}
