package io.modelfactory.worker.inspect;

import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.receipt.ReceiptStatus;
import io.modelfactory.worker.ledger.receipt.RequestRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A request that was prefilled from an older run. Its id says which run that was: {@code mf.again.<run key>.<number>},
 * numbered from 1.
 *
 * @param runKey the run that it asked for; empty if it was refused before it had one
 * @param status empty until it is answered
 */
public record AskedAgain(
        String requestId,
        String requester,
        Instant receivedAt,
        Optional<String> runKey,
        Optional<ReceiptStatus> status) {
    /** How many numbers that are not known are skipped: requests under way, or refused under another configuration. */
    private static final int SKIPPED = 3;

    /** @param number of the request among those that were prefilled from the run, from 1 */
    public static String requestId(String runKey, int number) {
        return "mf.again." + runKey + "." + number;
    }

    /** The requests that were prefilled from the run and that the ledger has, oldest first. */
    public static List<AskedAgain> of(RunLedger ledger, String runKey) {
        List<AskedAgain> found = new ArrayList<>();
        int missing = 0;
        for (int number = 1; missing < SKIPPED; number++) {
            Optional<RequestRecord> request = ledger.request(requestId(runKey, number));
            request.map(AskedAgain::of).ifPresent(found::add);
            missing = request.isPresent() ? 0 : missing + 1;
        }
        return found;
    }

    private static AskedAgain of(RequestRecord request) {
        return new AskedAgain(
                request.requestId(),
                request.requesterPrincipal(),
                request.receivedAt(),
                request.runKey(),
                request.receiptStatus());
    }

    /** For people, without a full stop. */
    public String text() {
        return "by " + requester + " at " + receivedAt
                + runKey.map(run -> ", run " + run).orElse("") + ", "
                + status.map(answer -> "answered " + answer).orElse("not answered yet");
    }

    /** A line for each, to follow other text. */
    public static String lines(List<AskedAgain> requests) {
        return requests.stream()
                .map(request -> System.lineSeparator() + "asked again " + request.text())
                .collect(Collectors.joining());
    }
}
