package io.modelfactory.local.simulate;

/** All that a feature may depend on: a transaction, and what was known of its card and terminal just before it. */
record TransactionContext(CardTransaction transaction, EntityHistory cardHistory, EntityHistory terminalHistory) {
    double amount() {
        return transaction.amountCents() / 100.0;
    }

    /** NaN for a card's first payment. */
    double minutesSinceLast() {
        return cardHistory
                .latest()
                .map(last -> (transaction.time() - last.time()) / 60_000.0)
                .orElse(Double.NaN);
    }

    /** NaN unless the card was at a till both now and before. */
    double kmSinceLast() {
        return cardHistory
                .latest()
                .filter(last -> !last.terminal().isOnline())
                .map(last -> kmFrom(last.terminal().location()))
                .orElse(Double.NaN);
    }

    /** NaN for an online payment. */
    double kmFromHome() {
        return kmFrom(transaction.customer().home());
    }

    private double kmFrom(MapLocation place) {
        PaymentTerminal here = transaction.terminal();
        return here.isOnline() ? Double.NaN : here.location().kmTo(place);
    }
}
