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

/**
 * Follows requests in the ledger until each has its receipt, and the receipt can be read in the object store. Where its
 * copy does not come for some time, the answer in the ledger is enough.
 */
public final class ReceiptPoller {
    private static final Duration POLL_INTERVAL = Duration.ofMillis(250);

    /** Soon enough to say within five seconds that no worker takes the request. */
    private static final Duration FIRST_NOTICE = Duration.ofSeconds(2);

    private static final Duration NOTICE_INTERVAL = Duration.ofSeconds(10);

    /** A store that does not take receipts must not hide an answer. */
    private static final Duration COPY_TIMEOUT = Duration.ofSeconds(15);

    private final RunLedger ledger;
    private final Duration maxOutage;
    private final List<RequestRecord> answered = new ArrayList<>();
    private final Map<String, PreparedRequest> unansweredById = new LinkedHashMap<>();
    private final Map<String, Long> lastSeen = new HashMap<>();
    private final Map<String, Instant> answeredSince = new HashMap<>();
    private Instant lastSign = Instant.now();
    private Optional<Instant> silentSince = Optional.empty();
    private boolean noticed;

    /** What is heard of the requests while they are followed. */
    public interface Listener {
        /** An event of one of their runs. */
        void onEvent(RunEvent event);

        /** For some seconds nothing has happened to a request that is not answered. */
        void onQuiet(PreparedRequest request);

        /** The ledger does not answer; it is asked again. */
        void onLedgerOutage(TransientFaultException fault);
    }

    /**
     * To be made before the requests are sent: earlier events of their runs are not reported.
     *
     * @param maxOutage how long a ledger that does not answer is asked again
     */
    public ReceiptPoller(RunLedger ledger, Collection<PreparedRequest> requests, Duration maxOutage) {
        this.ledger = ledger;
        this.maxOutage = maxOutage;
        for (PreparedRequest request : requests) {
            unansweredById.put(request.requestId(), request);
            lastSeen.put(request.runKey(), lastEvent(request.runKey()));
        }
    }

    /**
     * Waits until each request is answered, or the time is over.
     *
     * @param timeout how long to wait; without end if empty
     * @throws TransientFaultException if the ledger does not answer for so long that it is not asked again
     */
    public void await(Optional<Duration> timeout, Listener listener) throws InterruptedException {
        Optional<Instant> deadline = timeout.map(Instant.now()::plus);
        while (true) {
            poll(listener);
            if (unansweredById.isEmpty()
                    || deadline.filter(Instant.now()::isAfter).isPresent()) {
                return;
            }
            Thread.sleep(POLL_INTERVAL.toMillis());
        }
    }

    /** The answers so far. */
    public List<RequestRecord> answered() {
        return List.copyOf(answered);
    }

    /** The requests that are not answered yet. */
    public Collection<PreparedRequest> unanswered() {
        return List.copyOf(unansweredById.values());
    }

    /** The answers are read first: the events that led to them are committed by then, and reported before them. */
    private void poll(Listener listener) {
        Instant asked = Instant.now();
        try {
            List<RequestRecord> answers = unanswered().stream()
                    .flatMap(request -> answer(request).stream())
                    .toList();
            lastSeen.replaceAll((runKey, seen) -> reportEvents(runKey, seen, listener));
            answers.forEach(answer -> unansweredById.remove(answer.requestId()));
            answered.addAll(answers);
            if (isQuiet(noticed ? NOTICE_INTERVAL : FIRST_NOTICE)) {
                unanswered().stream()
                        .filter(request -> !answeredSince.containsKey(request.requestId()))
                        .forEach(listener::onQuiet);
                noticed = true;
                lastSign = Instant.now();
            }
            silentSince = Optional.empty();
        } catch (TransientFaultException fault) {
            Instant since = silentSince.orElse(asked);
            silentSince = Optional.of(since);
            if (Duration.between(since, Instant.now()).compareTo(maxOutage) >= 0) {
                throw fault;
            }
            listener.onLedgerOutage(fault);
        }
    }

    private boolean isQuiet(Duration time) {
        return Duration.between(lastSign, Instant.now()).compareTo(time) >= 0;
    }

    private long reportEvents(String runKey, long seen, Listener listener) {
        long last = seen;
        for (RunEvent event : ledger.events(runKey)) {
            if (event.seq() > seen) {
                listener.onEvent(event);
                last = event.seq();
                lastSign = Instant.now();
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
                .filter(record -> record.receiptStatus().isPresent())
                .filter(record -> record.archivedAt().isPresent() || isCopyOverdue(record));
    }

    private boolean isCopyOverdue(RequestRecord record) {
        Instant since = answeredSince.computeIfAbsent(record.requestId(), any -> Instant.now());
        return Duration.between(since, Instant.now()).compareTo(COPY_TIMEOUT) >= 0;
    }
}
