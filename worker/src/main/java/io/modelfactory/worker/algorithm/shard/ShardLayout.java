package io.modelfactory.worker.algorithm.shard;

import io.modelfactory.worker.model.RowPiece;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The form of a shard: a header of {@link #HEADER_BYTES} bytes, then the rows one after the other, all in little-endian
 * order. The header has the number of rows, that of columns, and whether rows have a weight and an event key, 4 bytes
 * each. A row has its values as floats, its label as one, and its weight and its key (8 bytes) if they have them.
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

    int rowBytes() {
        return (columns + 1 + (weighted ? 1 : 0)) * Float.BYTES + (keyed ? Long.BYTES : 0);
    }

    void write(RowPiece piece, int row, ByteBuffer into) {
        for (int column = 0; column < columns; column++) {
            into.putFloat(piece.values()[row * columns + column]);
        }
        into.putFloat(piece.labels()[row]);
        piece.weights().ifPresent(weights -> into.putFloat(weights[row]));
        piece.eventKeys().ifPresent(keys -> into.putLong(keys[row]));
    }

    void read(ByteBuffer from, RowPiece piece, int row) {
        for (int column = 0; column < columns; column++) {
            piece.values()[row * columns + column] = from.getFloat();
        }
        piece.labels()[row] = from.getFloat();
        piece.weights().ifPresent(weights -> weights[row] = from.getFloat());
        piece.eventKeys().ifPresent(keys -> keys[row] = from.getLong());
    }

    static ByteBuffer over(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
