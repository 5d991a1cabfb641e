package io.modelfactory.worker.inspect;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds a run by its key, or by as much of the key's beginning as no other run shares. */
public final class RunFinder {
    private static final String PREFIX = "tr_";
    private static final Pattern KEY_PREFIX = Pattern.compile("(tr_)?[0-9a-f]{1,32}");
    private static final int MAX_CANDIDATES = 5;

    private final RunLedger ledger;

    public RunFinder(RunLedger ledger) {
        this.ledger = ledger;
    }

    /**
     * @param beginning of a run key, {@code tr_} may be left out
     * @throws FailureException {@code RUN_NOT_FOUND} if no run, or more than one, has such a key
     */
    public RunRecord find(String beginning) {
        if (!KEY_PREFIX.matcher(beginning).matches()) {
            throw notFound(beginning + ": is not a run key, which is tr_ and 32 hex digits; `mf runs list` shows them");
        }
        String key = beginning.startsWith(PREFIX) ? beginning : PREFIX + beginning;
        return ledger.find(key)
                .or(() -> only(key))
                .orElseThrow(() -> notFound(key + ": the ledger knows no such run;"
                        + " `mf runs list` shows those it knows, and whether this profile is the right one"));
    }

    private Optional<RunRecord> only(String beginning) {
        List<String> candidates = ledger.findRunKeys(beginning, MAX_CANDIDATES);
        if (candidates.size() > 1) {
            throw notFound(beginning + ": more than one run key begins like this; give more of "
                    + String.join(" or ", candidates));
        }
        return candidates.stream().findFirst().flatMap(ledger::find);
    }

    private static FailureException notFound(String message) {
        return new FailureException(FailureCode.RUN_NOT_FOUND, message);
    }
}
