package io.modelfactory.local.simulate;

import java.time.Instant;

/**
 * What to simulate. Equal settings give equal rows.
 *
 * @param rows number of transactions, at least 1
 * @param seed any number
 * @param customers number of cards, at least 10
 * @param terminals number of terminals, at least 16
 * @param days how many days the transactions are spread over, at least 1
 * @param start midnight (UTC) of the first day
 */
public record SimulationSettings(long rows, long seed, int customers, int terminals, int days, Instant start) {
    private static final int ROWS_PER_CUSTOMER = 100;
    private static final int ROWS_PER_TERMINAL = 200;
    private static final int MIN_CUSTOMERS = 10;
    private static final int MIN_TERMINALS = 16;
    private static final int MAX_CARDS_OR_TERMINALS = 1_000_000;

    public SimulationSettings {
        require(rows >= 1, "rows is " + rows + "; give at least 1");
        requireBetween("customers", customers, MIN_CUSTOMERS, MAX_CARDS_OR_TERMINALS);
        requireBetween("terminals", terminals, MIN_TERMINALS, MAX_CARDS_OR_TERMINALS);
        requireBetween("days", days, 1, 3_650);
        require(
                start.toEpochMilli() % SimulationTime.toMillis(1) == 0,
                "start is " + start + "; give midnight in UTC, such as 2025-01-01T00:00:00Z");
    }

    /** 120 days from the first of January 2025, with as many cards and terminals as that many rows keep busy. */
    public static SimulationSettings ofRows(long rows, long seed) {
        return new SimulationSettings(
                rows,
                seed,
                scaled(rows, ROWS_PER_CUSTOMER, 100),
                scaled(rows, ROWS_PER_TERMINAL, 50),
                120,
                Instant.parse("2025-01-01T00:00:00Z"));
    }

    private static int scaled(long rows, int rowsEach, int fewest) {
        return (int) Math.max(fewest, Math.min(MAX_CARDS_OR_TERMINALS, rows / rowsEach));
    }

    private static void requireBetween(String name, int value, int least, int most) {
        require(value >= least && value <= most, name + " is " + value + "; give " + least + " to " + most);
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
