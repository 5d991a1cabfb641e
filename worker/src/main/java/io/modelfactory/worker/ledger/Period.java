package io.modelfactory.worker.ledger;

import java.time.LocalDate;

/**
 * What a reconciliation is about: one day in UTC, or the whole life of a platform run.
 *
 * @param name {@code 2026-02-10}, or {@code FINAL}
 * @param from the first moment that belongs to it, as PostgreSQL writes it
 * @param to the first that does not any more
 */
public record Period(String name, String from, String to) {
    public static final Period FINAL = new Period("FINAL", "-infinity", "infinity");

    public static Period of(LocalDate day) {
        return new Period(day.toString(), midnight(day), midnight(day.plusDays(1)));
    }

    public boolean isFinal() {
        return equals(FINAL);
    }

    private static String midnight(LocalDate day) {
        return day + "T00:00:00Z";
    }
}
