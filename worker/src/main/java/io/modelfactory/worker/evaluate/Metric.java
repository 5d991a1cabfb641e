package io.modelfactory.worker.evaluate;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** The numbers of an evaluation that a governance profile can set thresholds for. */
public enum Metric {
    TEST_ROWS,
    TEST_POSITIVES,
    AUC_ROC,
    AUC_PR,
    LOG_LOSS,
    BRIER,
    KS,
    ECE,
    PRECISION_AT_50,
    RECALL_AT_FPR_1PCT;

    /** The name in reports and profiles, such as {@code auc_roc}. */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Set<String> keys() {
        return Arrays.stream(values()).map(Metric::key).collect(Collectors.toUnmodifiableSet());
    }
}
