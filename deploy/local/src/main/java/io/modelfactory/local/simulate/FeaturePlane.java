package io.modelfactory.local.simulate;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/**
 * Serves each transaction the past as it was known in that moment: earlier payments only, and of frauds only those that
 * had been reported by then.
 */
final class FeaturePlane {
    private final List<EntityHistory> cards;
    private final List<EntityHistory> terminals;
    private final PriorityQueue<CardTransaction> unreported = new PriorityQueue<>(
            Comparator.comparingLong(CardTransaction::labelTime).thenComparing(CardTransaction::number));

    FeaturePlane(SimulationSettings settings) {
        this.cards = emptyHistories(settings.customers());
        this.terminals = emptyHistories(settings.terminals());
    }

    /**
     * What is known just before the transaction. The moment passes with {@link #addToHistory}: read its features first.
     */
    TransactionContext contextOf(CardTransaction transaction) {
        applyReportsUntil(transaction.time());
        EntityHistory card = cards.get(transaction.customer().index());
        EntityHistory terminal = terminals.get(transaction.terminal().index());
        card.advanceTo(transaction.time());
        terminal.advanceTo(transaction.time());
        return new TransactionContext(transaction, card, terminal);
    }

    /** Lets the transaction become part of the past. Call in order of time. */
    void addToHistory(CardTransaction transaction) {
        cards.get(transaction.customer().index()).addPayment(transaction);
        terminals.get(transaction.terminal().index()).addPayment(transaction);
        if (transaction.fraud()) {
            unreported.add(transaction);
        }
    }

    private void applyReportsUntil(long now) {
        for (CardTransaction next = unreported.peek();
                next != null && next.labelTime() <= now;
                next = unreported.peek()) {
            CardTransaction fraud = unreported.remove();
            cards.get(fraud.customer().index()).reportFraud(fraud.labelTime());
            terminals.get(fraud.terminal().index()).reportFraud(fraud.labelTime());
        }
    }

    private static List<EntityHistory> emptyHistories(int size) {
        return IntStream.range(0, size).mapToObj(index -> new EntityHistory()).toList();
    }
}
