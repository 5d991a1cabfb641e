package io.modelfactory.worker.app.operator;

import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.receipt.RequestRecord;
import io.modelfactory.worker.ledger.run.RunEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows requests in the ledger until each has its receipt. The receipt is durable there before it is anywhere else,
 * so this waits for the answer and not for its copies.
 */
public final class ReceiptPoller {
    private static final Logger LOG = LoggerFactory.getLogger(ReceiptPoller.class);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(250);

    private final RunLedger ledger;
    private final Map<String, PreparedRequest> unansweredById = new LinkedHashMap<>();
    private final Map<String, Long> lastSeen = new HashMap<>();

    /** To be made before the requests are sent: earlier events of their runs are not reported. */
    public ReceiptPoller(RunLedger ledger, Collection<PreparedRequest> requests) {
        this.ledger = ledger;
        for (PreparedRequest request : requests) {
            unansweredById.put(request.requestId(), request);
            lastSeen.put(request.runKey(), lastEvent(request.runKey()));
        }
    }

    /**
     * Waits for the receipts.
     *
     * @param timeout how long to wait; without end if empty
     * @param progress receives each event of the runs as it appears
     * @return the answered requests; some are missing if the time was over first
     */
    public List<RequestRecord> await(Optional<Duration> timeout, Consumer<RunEvent> progress)
            throws InterruptedException {
        Optional<Instant> deadline = timeout.map(Instant.now()::plus);
        List<RequestRecord> answered = new ArrayList<>();
        while (true) {
            poll(answered, progress);
            if (unansweredById.isEmpty()
                    || deadline.filter(Instant.now()::isAfter).isPresent()) {
                return answered;
            }
            Thread.sleep(POLL_INTERVAL.toMillis());
        }
    }

    /** The requests that are not answered yet. */
    public Collection<PreparedRequest> unanswered() {
        return List.copyOf(unansweredById.values());
    }

    /** The answers are read first: the events that led to them are committed by then, and reported before them. */
    private void poll(List<RequestRecord> answered, Consumer<RunEvent> progress) {
        try {
            List<RequestRecord> answers = unanswered().stream()
                    .flatMap(request -> answer(request).stream())
                    .toList();
            lastSeen.replaceAll((runKey, seen) -> reportEvents(runKey, seen, progress));
            answers.forEach(answer -> unansweredById.remove(answer.requestId()));
            answered.addAll(answers);
        } catch (TransientFaultException passing) {
            LOG.debug("the ledger is looked at again", passing);
        }
    }

    private long reportEvents(String runKey, long seen, Consumer<RunEvent> progress) {
        long last = seen;
        for (RunEvent event : ledger.events(runKey)) {
            if (event.seq() > seen) {
                progress.accept(event);
                last = event.seq();
            }
        }
        return last;
    }

    private long lastEvent(String runKey) {
        return ledger.events(runKey).stream().mapToLong(RunEvent::seq).max().orElse(0);
    }

    /**
     * A worker under another configuration refuses what this profile's guards admit, and knows it by another digest.
     */
    private Optional<RequestRecord> answer(PreparedRequest request) {
        return ledger.request(request.requestId(), request.entry().payloadHash())
                .or(() -> ledger.request(request.requestId(), request.refusalHash()))
                .filter(record -> record.receiptStatus().isPresent());
    }
}
