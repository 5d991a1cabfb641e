package io.modelfactory.local.simulate;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/**
 * Serves each transaction the past as it was known in that moment: earlier payments only, and of frauds only those that had
 * been reported by then.
 */
final class FeaturePlane {
    private final List<Past> cards;
    private final List<Past> terminals;
    private final PriorityQueue<Transaction> unreported =
            new PriorityQueue<>(Comparator.comparingLong(Transaction::labelTime).thenComparing(Transaction::number));

    FeaturePlane(SimulationSettings settings) {
        this.cards = pasts(settings.customers());
        this.terminals = pasts(settings.terminals());
    }

    /** What is known just before the transaction. The moment passes with {@link #remember}: read its features first. */
    Moment momentOf(Transaction transaction) {
        takeReportsUntil(transaction.time());
        Past card = cards.get(transaction.customer().index());
        Past terminal = terminals.get(transaction.terminal().index());
        card.advanceTo(transaction.time());
        terminal.advanceTo(transaction.time());
        return new Moment(transaction, card, terminal);
    }

    /** Lets the transaction become part of the past. Call in order of time. */
    void remember(Transaction transaction) {
        cards.get(transaction.customer().index()).pay(transaction);
        terminals.get(transaction.terminal().index()).pay(transaction);
        if (transaction.fraud()) {
            unreported.add(transaction);
        }
    }

    private void takeReportsUntil(long now) {
        for (Transaction next = unreported.peek(); next != null && next.labelTime() <= now; next = unreported.peek()) {
            Transaction fraud = unreported.remove();
            cards.get(fraud.customer().index()).reportFraud(fraud.labelTime());
            terminals.get(fraud.terminal().index()).reportFraud(fraud.labelTime());
        }
    }

    private static List<Past> pasts(int size) {
        return IntStream.range(0, size).mapToObj(index -> new Past()).toList();
    }
}
