package io.modelfactory.worker.console.page;

import java.util.List;
import java.util.Optional;

/** In which direction metrics are better that no gate of the compared runs has judged. */
final class MetricDirections {
    private static final List<String> HIGHER = List.of("auc", "precision", "recall", "ks", "skill", "lift", "gain");
    private static final List<String> LOWER = List.of("brier", "log_loss", "ece", "loss", "error", "gap");

    private MetricDirections() {}

    /** Empty where the name does not tell. */
    static Optional<Boolean> higherIsBetter(String metric) {
        if (HIGHER.stream().anyMatch(metric::contains)) {
            return Optional.of(true);
        }
        return LOWER.stream().anyMatch(metric::contains) ? Optional.of(false) : Optional.empty();
    }
}
