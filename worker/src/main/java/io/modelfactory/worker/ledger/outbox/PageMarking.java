package io.modelfactory.worker.ledger.outbox;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * Marks a page of messages on a thread of its own, while the relay's own thread makes the next page ready to be sent:
 * the one mostly waits for the database, the other computes. Both use one transaction, so that who needs it meanwhile
 * waits for the mark. Used by one relay.
 */
final class PageMarking {
    private Optional<CompletableFuture<Integer>> underWay = Optional.empty();

    /**
     * Begins to mark; the one before has been finished.
     *
     * @param mark returns how many messages it marked
     */
    void begin(IntSupplier mark) {
        underWay = Optional.of(CompletableFuture.supplyAsync(mark::getAsInt, PageMarking::startDaemon));
    }

    /** Waits for the mark, and returns how many messages it marked; throws what it threw. */
    int finish() {
        int marked = underWay.map(PageMarking::result).orElse(0);
        underWay = Optional.empty();
        return marked;
    }

    /** The transaction is free when this returns; throws what the mark threw, after which the transaction is no use. */
    void await() {
        underWay.ifPresent(PageMarking::result);
    }

    /** Does the work of the relay's own thread; the transaction is free afterwards, however it ends. */
    <T> T beside(Supplier<T> work) {
        try {
            return work.get();
        } finally {
            underWay.ifPresent(mark -> mark.handle((marked, failure) -> marked).join());
        }
    }

    private static int result(CompletableFuture<Integer> mark) {
        try {
            return mark.join();
        } catch (CompletionException failed) {
            if (failed.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw failed;
        }
    }

    private static void startDaemon(Runnable task) {
        Thread thread = new Thread(task, "relay-marking");
        thread.setDaemon(true);
        thread.start();
    }
}
