package io.modelfactory.worker.evaluate;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The numbers of an evaluation that a governance profile can set thresholds for. */
public enum Metric {
    TEST_ROWS(Direction.NOT_COMPARABLE),
    TEST_POSITIVES(Direction.NOT_COMPARABLE),
    AUC_ROC(Direction.HIGHER_IS_BETTER),
    AUC_PR(Direction.HIGHER_IS_BETTER),
    LOG_LOSS(Direction.LOWER_IS_BETTER),
    BRIER(Direction.LOWER_IS_BETTER),
    KS(Direction.HIGHER_IS_BETTER),
    ECE(Direction.LOWER_IS_BETTER),
    PRECISION_AT_50(Direction.HIGHER_IS_BETTER),
    RECALL_AT_FPR_1PCT(Direction.HIGHER_IS_BETTER);

    /** Which of two values speaks for the model that has it. */
    public enum Direction {
        HIGHER_IS_BETTER,
        LOWER_IS_BETTER,
        /** It tells about the rows, not about the model. */
        NOT_COMPARABLE
    }

    private final Direction direction;

    Metric(Direction direction) {
        this.direction = direction;
    }

    public Direction direction() {
        return direction;
    }

    /** The name in reports and profiles, such as {@code auc_roc}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Metric> of(String key) {
        return Arrays.stream(values())
                .filter(metric -> metric.key().equals(key))
                .findFirst();
    }

    /** All names, sorted. */
    public static SortedSet<String> keys() {
        return Arrays.stream(values()).map(Metric::key).collect(Collectors.toCollection(TreeSet::new));
    }
}
