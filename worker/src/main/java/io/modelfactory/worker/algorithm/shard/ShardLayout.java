package io.modelfactory.worker.algorithm.shard;

import java.nio.ByteBuffer;

/**
 * The form of a shard: a header of {@link #HEADER_BYTES} bytes, then the values of all rows as floats, row by row, then
 * their labels as floats, their weights as floats and their event keys as 8 bytes each if they have them, all in
 * little-endian order. The header has the number of rows, that of columns, and whether rows have a weight and an event
 * key, 4 bytes each. Equal things lie beside each other, so that they are read by the block and not one by one.
 *
 * @param rows of the shard
 * @param columns features of a row
 */
record ShardLayout(int rows, int columns, boolean weighted, boolean keyed) {
    static final int HEADER_BYTES = 4 * Integer.BYTES;

    static ShardLayout read(ByteBuffer header) {
        return new ShardLayout(header.getInt(), header.getInt(), header.getInt() != 0, header.getInt() != 0);
    }

    void write(ByteBuffer header) {
        header.putInt(rows).putInt(columns).putInt(weighted ? 1 : 0).putInt(keyed ? 1 : 0);
    }

    /** Where in the file the values of a row begin. */
    long values(int row) {
        return HEADER_BYTES + (long) row * columns * Float.BYTES;
    }

    long label(int row) {
        return values(rows) + (long) row * Float.BYTES;
    }

    long weight(int row) {
        return label(rows) + (long) row * Float.BYTES;
    }

    long key(int row) {
        return (weighted ? weight(rows) : label(rows)) + (long) row * Long.BYTES;
    }
}
