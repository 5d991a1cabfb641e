package io.modelfactory.worker.dataset.check;

import io.modelfactory.worker.dataset.duckdb.DuckDb;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.duckdb.DuckDBReadableVector;

/**
 * Finds the hashes that several of many rows have, without grouping all rows: each row sets a bit that its hash
 * chooses. Of rows with different hashes a few in a hundred find theirs set; only these, and the rows that had set it
 * before them, are compared. Takes 8 bytes a row, and two to four for the bits, when the heap has no matrices yet.
 */
final class RepeatedHashes {
    private static final int BITS_PER_ROW = 16;
    private static final int MOST_BITS = 1 << 27;
    /** Of a hash: as many as are a positive number. */
    private static final int HASH_BITS = Long.SIZE - 1;

    private static final long MOST_ROWS = MOST_BITS / 8;

    /** Fewer are grouped in less time. */
    private static final long MANY_ROWS = 50_000;

    /** Where more of the rows find their bit set, most of them repeat. */
    private static final int LEAST_SHARE = 8;

    /** More are not listed in a statement. */
    private static final int MOST_HASHES = 1_000;

    /** The result of a query, which the database holds while it is read. */
    private static final long BATCH_ROWS = 1 << 22;

    private final DuckDb db;
    private final String hash;
    private final long[] hashes;
    private final int shift;
    private final BitSet found;
    private final BitSet foundAgain;
    private int added;
    private int again;

    private RepeatedHashes(DuckDb db, String columns, long rows) {
        this.db = db;
        this.hash = "CAST(hash(" + columns + ") >> 1 AS BIGINT)";
        this.hashes = new long[Math.toIntExact(rows)];
        int bits = (int) Math.min(MOST_BITS, Long.highestOneBit(rows * BITS_PER_ROW));
        this.shift = HASH_BITS - Integer.numberOfTrailingZeros(bits);
        this.found = new BitSet(bits);
        this.foundAgain = new BitSet(bits);
    }

    /**
     * @param columns of {@code events}, in a list
     * @param rows of {@code events}, exactly
     * @return a condition on rows whose hash of these columns others have too; empty if they are too many to be found
     *     like this, or the rows too few or too many
     */
    static Optional<String> condition(DuckDb db, String columns, long rows) {
        return rows < MANY_ROWS || rows > MOST_ROWS
                ? Optional.empty()
                : new RepeatedHashes(db, columns, rows).condition();
    }

    private Optional<String> condition() {
        for (long first = 0; first < hashes.length; first += BATCH_ROWS) {
            db.forEachChunk(
                    "SELECT %s FROM events WHERE rowid >= %d AND rowid < %d".formatted(hash, first, first + BATCH_ROWS),
                    chunk -> add(chunk.vector(0), chunk.rowCount()));
        }
        if (added != hashes.length) {
            throw new IllegalStateException(added + " rows were read of " + hashes.length);
        }
        if (again > hashes.length / LEAST_SHARE) {
            return Optional.empty();
        }
        long[] repeated = repeated(LongStream.of(hashes)
                .filter(each -> foundAgain.get(bit(each)))
                .sorted()
                .toArray());
        if (repeated.length > MOST_HASHES) {
            return Optional.empty();
        }
        String listed = LongStream.of(repeated).mapToObj(String::valueOf).collect(Collectors.joining(", "));
        return Optional.of(repeated.length == 0 ? "false" : hash + " IN (" + listed + ")");
    }

    private void add(DuckDBReadableVector values, long count) {
        if (count > hashes.length - added) {
            throw new IllegalStateException("more rows than " + hashes.length + " were read");
        }
        for (int row = 0; row < count; row++) {
            long value = values.getLong(row);
            int bit = bit(value);
            if (found.get(bit)) {
                foundAgain.set(bit);
                again++;
            } else {
                found.set(bit);
            }
            hashes[added++] = value;
        }
    }

    private int bit(long value) {
        return (int) (value >>> shift);
    }

    /** @param sorted in which equal ones follow each other */
    private static long[] repeated(long[] sorted) {
        long[] repeated = new long[sorted.length];
        int count = 0;
        for (int i = 1; i < sorted.length; i++) {
            boolean isNew = count == 0 || repeated[count - 1] != sorted[i];
            if (sorted[i] == sorted[i - 1] && isNew) {
                repeated[count++] = sorted[i];
            }
        }
        return Arrays.copyOf(repeated, count);
    }
}
