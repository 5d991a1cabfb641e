package io.modelfactory.worker.console.action;

import java.util.List;
import java.util.Optional;

/**
 * What a request would ask for.
 *
 * @param fromRun the run that it was prefilled from, or that is to be published
 * @param forRun the run that it asks for
 * @param changes of what the run's identity depends on
 * @param forecast what the ledger would make of it as it stands; empty if nothing would come of it
 * @param hindrance why nothing would come of it
 */
public record RequestPlan(
        String fromRun,
        String forRun,
        List<FieldChange> changes,
        Optional<String> forecast,
        Optional<String> hindrance) {
    public RequestPlan {
        changes = List.copyOf(changes);
    }

    /** @param from empty for a field that the run's request does not have */
    public record FieldChange(String field, String from, String to) {}
}
