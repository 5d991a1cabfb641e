package io.modelfactory.worker.dataset.duckdb;

import io.modelfactory.worker.failure.AttemptFailedException;
import io.modelfactory.worker.failure.TransientFaultException;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** Why the database refused a statement, by the texts of its exceptions: it has no codes. */
public final class DuckDbErrors {
    private static final String OUT_OF_MEMORY = "Out of Memory Error";
    private static final String OUT_OF_DISK = "IO Error";
    private static final String READ_PAST_END = "IO Error: Could not read enough bytes from file";

    /** What DuckDB says of a file whose lines end in different ways, unless it is of fields. */
    private static final String INVALID_STATE = "CSV Parser state machine reached an invalid state";

    /** How the lines start in which DuckDB says what is wrong with a CSV file; none of them quotes a row. */
    private static final List<String> REASONS = List.of(
            "Expected Number of Columns", "Value with unterminated quote", "Invalid unicode", "Maximum line size");

    private DuckDbErrors() {}

    /**
     * Whether a statement failed because a compressed file is damaged. DuckDB calls that an IO error, like that of a
     * disk; but all bytes of the file were read and digested before, so that it would be as damaged the next time.
     */
    public static boolean isDamagedStream(SQLException e) {
        String message = firstLine(e).toUpperCase(Locale.ROOT);
        return message.startsWith("IO ERROR") && (message.contains("GZIP") || message.contains("ZSTD"));
    }

    /**
     * Whether a statement failed for lack of memory, disk or a readable medium rather than for what the data holds. A
     * file that ends before what it announces is there, after all of its bytes were read and digested, has announced
     * too much.
     */
    public static boolean isResourceFailure(SQLException e) {
        String message = String.valueOf(e.getMessage());
        return Stream.of(OUT_OF_MEMORY, OUT_OF_DISK).anyMatch(message::startsWith)
                && !message.startsWith(READ_PAST_END);
    }

    /** A run that exceeds its own memory limit has failed; the disk is shared by all runs, so its lack is transient. */
    public static RuntimeException toException(SQLException e) {
        if (firstLine(e).startsWith(OUT_OF_MEMORY)) {
            return new AttemptFailedException(
                    "the rows do not fit into wiring.training.memory_limit: " + firstLine(e), e);
        }
        return isResourceFailure(e)
                ? new TransientFaultException("DuckDB lacks disk: " + firstLine(e), e)
                : new IllegalStateException("DuckDB refused a statement: " + firstLine(e), e);
    }

    /** The first line says what is wrong; the others quote the statement or give advice on options. */
    static String firstLine(SQLException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
    }

    /** Why a file cannot be read: the reason only, for other lines quote rows of the file or give advice on options. */
    public static String reason(SQLException e) {
        String first = firstLine(e).replaceAll("value \".*\"", "a value");
        return String.valueOf(e.getMessage())
                .lines()
                .filter(line -> REASONS.stream().anyMatch(line::startsWith))
                .findFirst()
                .map(reason -> first + ": " + reason)
                .orElse(first.contains(INVALID_STATE) ? "lines end in different ways: LF, CR LF or CR" : first);
    }
}
