package io.modelfactory.worker.evaluate;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The numbers of an evaluation that a governance profile can set thresholds for. */
public enum Metric {
    TEST_ROWS(Better.NEITHER),
    TEST_POSITIVES(Better.NEITHER),
    AUC_ROC(Better.HIGHER),
    AUC_PR(Better.HIGHER),
    LOG_LOSS(Better.LOWER),
    BRIER(Better.LOWER),
    KS(Better.HIGHER),
    ECE(Better.LOWER),
    PRECISION_AT_50(Better.HIGHER),
    RECALL_AT_FPR_1PCT(Better.HIGHER);

    /** Which of two values speaks for the model that has it. */
    public enum Better {
        HIGHER,
        LOWER,
        /** It tells about the rows, not about the model. */
        NEITHER
    }

    private final Better better;

    Metric(Better better) {
        this.better = better;
    }

    public Better better() {
        return better;
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
