package io.modelfactory.local.simulate;

import io.modelfactory.local.simulate.RollingWindows.Window;
import java.util.Optional;

/** What is known of a card or a terminal so far: its payments, and the fraud reports that have come in. */
final class EntityHistory {
    private static final double CENTS = 100.0;

    private final RollingWindows payments = new RollingWindows();
    private final RollingWindows reports = new RollingWindows();
    private Optional<CardTransaction> latest = Optional.empty();

    void addPayment(CardTransaction transaction) {
        payments.add(transaction.time(), transaction.amountCents());
        latest = Optional.of(transaction);
    }

    void reportFraud(long time) {
        reports.add(time, 1);
    }

    void advanceTo(long now) {
        payments.advanceTo(now);
        reports.advanceTo(now);
    }

    Optional<CardTransaction> latest() {
        return latest;
    }

    double count(Window window) {
        return payments.count(window);
    }

    /** Mean amount in units of the currency; NaN if there was no payment. */
    double meanAmount(Window window) {
        return payments.sum(window) / CENTS / payments.count(window);
    }

    double fraudReports(Window window) {
        return reports.count(window);
    }

    /** Reports per payment of the same days; NaN if there was no payment. A report may concern an earlier payment. */
    double fraudRate(Window window) {
        return payments.count(window) == 0 ? Double.NaN : fraudReports(window) / payments.count(window);
    }
}
