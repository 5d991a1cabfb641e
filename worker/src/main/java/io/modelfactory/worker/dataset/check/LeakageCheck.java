package io.modelfactory.worker.dataset.check;

/**
 * One leakage check and its result.
 *
 * @param check name of the check, such as {@code label_observed_after_asof}
 * @param violations number of violations; 0 in every run that continues
 */
public record LeakageCheck(String check, long violations) {}
