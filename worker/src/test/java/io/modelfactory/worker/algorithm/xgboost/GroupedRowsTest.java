package io.modelfactory.worker.algorithm.xgboost;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import io.modelfactory.worker.model.ColumnStore;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.LabelledMatrix;
import io.modelfactory.worker.model.RowPiece;
import io.modelfactory.worker.model.RowPieces;
import io.modelfactory.worker.model.RowTargets;
import io.modelfactory.worker.progress.ProgressListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupedRowsTest {
    private static final int PIECE_ROWS = 30_000;
    private static final int MERCHANT = 4;
    private static final int CHANNEL = 5;

    /** More than are ordered at a time. */
    private final LabelledMatrix matrix = CardRows.of(80_000, -3, 1);

    @TempDir
    private Path folder = Path.of("");

    @Test
    void everyRowIsThereOnceWithItsLabelWeightAndKey() {
        assertThat(sorted(rows(grouped(matrix)))).isEqualTo(sorted(rows(matrix.pieces(PIECE_ROWS))));
    }

    @Test
    void targetsComeInTheOrderOfThePieces() {
        RowPieces grouped = grouped(matrix);
        RowTargets targets = grouped.targets().orElseThrow();

        int row = 0;
        RowPieces.Cursor cursor = grouped.open();
        for (Optional<RowPiece> next = cursor.next(); next.isPresent(); next = cursor.next()) {
            RowPiece piece = next.get();
            for (int i = 0; i < piece.rows(); i++, row++) {
                assertThat(targets.labels().get(row)).isEqualTo(piece.labels()[i]);
                assertThat(targets.weights().orElseThrow().get(row))
                        .isEqualTo(piece.weights().orElseThrow()[i]);
                assertThat(targets.eventKeys().orElseThrow().get(row))
                        .isEqualTo(piece.eventKeys().orElseThrow()[i]);
            }
        }
        assertThat(row).isEqualTo(matrix.rows());
    }

    /**
     * Of 65,536 rows that are ordered together; there are four ways of lacking values, and 300 merchants of 3 channels.
     */
    @Test
    void rowsThatLackTheSameValuesComeTogetherAndOfTheseThoseOfTheSameCategories() {
        List<List<Float>> rows = values(grouped(matrix)).subList(0, 65_536);

        assertThat(changes(rows, GroupedRowsTest::lacking)).isEqualTo(3);
        assertThat(changes(rows, row -> lacking(row) + row.get(MERCHANT) + row.get(CHANNEL)))
                .isLessThan(4 * 300 * 3);
    }

    /** Rows in a file stay in their order. */
    @Test
    void theModelIsThatOfRowsInAnyOtherOrder() {
        LabelledMatrix rows = CardRows.of(20_000, -3, 2);

        assertThat(grouped(rows)).isInstanceOf(GroupedRows.class);
        assertThat(grouped(inFile(rows))).isNotInstanceOf(GroupedRows.class);
        assertThat(model(rows))
                .isEqualTo(model(inFile(rows)))
                .isEqualTo(model(CardRows.shuffled(rows, 3)))
                .isNotEqualTo(model(CardRows.of(20_000, -3, 4)));
    }

    private static List<String> sorted(List<String> rows) {
        return rows.stream().sorted().toList();
    }

    private static RowPieces grouped(LabelledMatrix rows) {
        return GroupedRows.of(rows, CardRows.FEATURES, PIECE_ROWS);
    }

    private LabelledMatrix inFile(LabelledMatrix rows) {
        FeatureMatrix heap = rows.features();
        FeatureMatrix file = ColumnStore.inFolder(folder).matrix(heap.rows(), heap.columns());
        for (int row = 0; row < heap.rows(); row++) {
            for (int column = 0; column < heap.columns(); column++) {
                file.set(row, column, heap.value(row, column));
            }
        }
        return new LabelledMatrix(file, rows.labels())
                .keyed(rows.eventKeys().orElseThrow())
                .weighted(rows.weights().orElseThrow());
    }

    private static byte[] model(LabelledMatrix rows) {
        Map<String, JsonNode> parameters = Map.of("rounds", IntNode.valueOf(5), "max_depth", IntNode.valueOf(4));
        return new PinnedTrainer(MatrixFactory.inMemory(2), ProgressListener.none())
                .train(rows, CardRows.of(10, -3, 5), CardRows.FEATURES, parameters, 7)
                .content();
    }

    private static String lacking(List<Float> row) {
        return row.stream().map(value -> value.isNaN() ? "1" : "0").toList().toString();
    }

    private interface Group {
        String of(List<Float> row);
    }

    private static int changes(List<List<Float>> rows, Group group) {
        int changes = 0;
        for (int i = 1; i < rows.size(); i++) {
            changes += group.of(rows.get(i)).equals(group.of(rows.get(i - 1))) ? 0 : 1;
        }
        return changes;
    }

    private static List<List<Float>> values(RowPieces pieces) {
        List<List<Float>> rows = new ArrayList<>();
        RowPieces.Cursor cursor = pieces.open();
        for (Optional<RowPiece> next = cursor.next(); next.isPresent(); next = cursor.next()) {
            for (int row = 0; row < next.get().rows(); row++) {
                List<Float> values = new ArrayList<>();
                for (int column = 0; column < pieces.columns(); column++) {
                    values.add(next.get().values()[row * pieces.columns() + column]);
                }
                rows.add(values);
            }
        }
        return rows;
    }

    /** Each with all that belongs to it. */
    private static List<String> rows(RowPieces pieces) {
        List<String> rows = new ArrayList<>();
        RowPieces.Cursor cursor = pieces.open();
        for (Optional<RowPiece> next = cursor.next(); next.isPresent(); next = cursor.next()) {
            RowPiece piece = next.get();
            for (int row = 0; row < piece.rows(); row++) {
                float[] values =
                        Arrays.copyOfRange(piece.values(), row * pieces.columns(), (row + 1) * pieces.columns());
                rows.add(Arrays.toString(values) + piece.labels()[row] + " "
                        + piece.weights().orElseThrow()[row] + " "
                        + piece.eventKeys().orElseThrow()[row]);
            }
        }
        return rows;
    }
}
