package io.modelfactory.worker.ledger.outbox;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/**
 * How much one round of a relay sends, and of what.
 *
 * @param pageRows most messages of one page, which also ends at {@link WaitingMessages#MAX_PAGE_BYTES}
 * @param pages most that one transaction sends
 * @param sendingTime after which no further page is sent
 * @param minimumAge nothing is sent unless the oldest message has waited for so long
 * @param heldTopics topics whose messages are skipped
 * @param heldKeys keys whose messages are skipped
 */
public record RelayRound(
        int pageRows,
        int pages,
        Duration sendingTime,
        Duration minimumAge,
        Collection<String> heldTopics,
        Collection<OutboxKey> heldKeys) {

    /** Nothing is held back, and the round takes as long as it takes. */
    public static RelayRound ofSize(int pageRows, int pages) {
        return new RelayRound(pageRows, pages, Duration.ofDays(1), Duration.ZERO, List.of(), List.of());
    }
}
