package io.modelfactory.worker.evaluate.rows;

import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Rows by the group that each is in. */
public final class RowGroups {
    private RowGroups() {}

    /**
     * For each group its rows, ascending.
     *
     * @param groupOfRow from 0, for each of the rows
     */
    public static int[][] of(int rows, int groups, IntUnaryOperator groupOfRow) {
        int[] sizes = new int[groups];
        for (int row = 0; row < rows; row++) {
            sizes[groupOfRow.applyAsInt(row)]++;
        }
        int[][] rowsOfGroups = IntStream.of(sizes).mapToObj(int[]::new).toArray(int[][]::new);
        int[] next = new int[groups];
        for (int row = 0; row < rows; row++) {
            int group = groupOfRow.applyAsInt(row);
            rowsOfGroups[group][next[group]++] = row;
        }
        return rowsOfGroups;
    }
}
