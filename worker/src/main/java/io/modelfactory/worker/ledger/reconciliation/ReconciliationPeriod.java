package io.modelfactory.worker.ledger.reconciliation;

import java.time.LocalDate;

/**
 * The period of a reconciliation: one day in UTC, or the whole life of a platform run.
 *
 * @param name {@code 2026-02-10}, or {@code FINAL}
 * @param from the first instant of it, as PostgreSQL writes it
 * @param to the first instant after it
 */
public record ReconciliationPeriod(String name, String from, String to) {
    public static final ReconciliationPeriod FINAL = new ReconciliationPeriod("FINAL", "-infinity", "infinity");

    public static ReconciliationPeriod of(LocalDate day) {
        return new ReconciliationPeriod(day.toString(), midnight(day), midnight(day.plusDays(1)));
    }

    public boolean isFinal() {
        return equals(FINAL);
    }

    private static String midnight(LocalDate day) {
        return day + "T00:00:00Z";
    }
}
