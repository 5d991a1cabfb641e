package io.modelfactory.worker.progress;

import java.util.Optional;

/**
 * A round of training that is completed.
 *
 * @param round from 1
 * @param rounds at most; early stopping may end the training before
 * @param validation measured on the validation rows after this round, where the training measures them
 */
public record TrainingRound(int round, int rounds, Optional<ValidationMetric> validation) {

    /** @param name such as {@code log_loss} */
    public record ValidationMetric(String name, double value) {}
}
