package io.modelfactory.worker.evaluate.interval;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.dataset.table.EventRoles;
import io.modelfactory.worker.evaluate.rows.DenseNumbers;
import io.modelfactory.worker.evaluate.rows.ZoneDays;
import io.modelfactory.worker.resolve.Uncertainty.BlockUnit;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Which rows are alike, so that a bootstrap draws them together: frauds come in days and on cards. */
public final class TestBlocks {
    /** With fewer blocks their draws say little; then smaller blocks are taken, unless the profile pins them. */
    static final int MIN_BLOCKS = 20;

    private final BlockUnit unit;
    private final int[] blockOfRow;
    private final int count;

    private TestBlocks(BlockUnit unit, int[] blockOfRow, int count) {
        this.unit = unit;
        this.blockOfRow = blockOfRow;
        this.count = count;
    }

    /**
     * By day, or by entity, or by row: the first that the roles allow with at least {@value #MIN_BLOCKS} blocks, or the
     * pinned one.
     *
     * @param zone whose calendar days are meant
     * @throws IllegalArgumentException if the roles do not allow what is pinned
     */
    public static TestBlocks of(EventRoles roles, int rows, Optional<BlockUnit> pinned, ZoneId zone) {
        if (pinned.isPresent()) {
            return of(pinned.get(), roles, rows, zone)
                    .orElseThrow(() -> new IllegalArgumentException("the rows have no role for blocks: " + pinned));
        }
        return Stream.of(BlockUnit.values())
                .map(unit -> of(unit, roles, rows, zone))
                .flatMap(Optional::stream)
                .filter(blocks -> blocks.unit == BlockUnit.ROW || blocks.count >= MIN_BLOCKS)
                .findFirst()
                .orElseThrow();
    }

    /**
     * Of a week, whose days are too few: by entity where there are enough, or it is pinned, else by row.
     *
     * @param rows of the week
     */
    public static TestBlocks ofWeek(EventRoles roles, int[] rows, Optional<BlockUnit> pinned) {
        Optional<TestBlocks> byEntity = roles.entities()
                .filter(any -> pinned.filter(BlockUnit.ROW::equals).isEmpty())
                .map(entities -> numbered(BlockUnit.ENTITY, rows.length, i -> entities.get(rows[i])))
                .filter(blocks -> blocks.count >= MIN_BLOCKS
                        || pinned.filter(BlockUnit.ENTITY::equals).isPresent());
        return byEntity.orElseGet(() -> single(rows.length));
    }

    /** Each row by itself. */
    public static TestBlocks single(int rows) {
        return new TestBlocks(BlockUnit.ROW, IntStream.range(0, rows).toArray(), rows);
    }

    private static Optional<TestBlocks> of(BlockUnit unit, EventRoles roles, int rows, ZoneId zone) {
        return switch (unit) {
            case DAY -> roles.times().map(times -> numbered(unit, ZoneDays.of(times, zone)));
            case ENTITY -> roles.entities().map(entities -> numbered(unit, rows, entities::get));
            case ROW -> Optional.of(single(rows));
        };
    }

    private static TestBlocks numbered(BlockUnit unit, int rows, IntUnaryOperator blockOfRow) {
        return numbered(unit, IntStream.range(0, rows).map(blockOfRow).toArray());
    }

    /** @param blocks of the rows; its numbers are changed */
    private static TestBlocks numbered(BlockUnit unit, int[] blocks) {
        return new TestBlocks(unit, blocks, DenseNumbers.number(blocks).length);
    }

    /** The blocks of some of the rows, in their order. */
    public TestBlocks of(int[] rows) {
        return numbered(unit, rows.length, i -> blockOfRow[rows[i]]);
    }

    /** Some of the rows in their order, in the blocks of all rows: what is drawn of them is drawn of the others too. */
    public TestBlocks restrictedTo(int[] rows) {
        return new TestBlocks(
                unit, IntStream.of(rows).map(row -> blockOfRow[row]).toArray(), count);
    }

    public BlockUnit unit() {
        return unit;
    }

    public int count() {
        return count;
    }

    public int ofRow(int row) {
        return blockOfRow[row];
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object();
        json.set("unit", Json.tree(unit));
        return json.put("count", count);
    }
}
