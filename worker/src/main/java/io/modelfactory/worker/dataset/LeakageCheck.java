package io.modelfactory.worker.dataset;

/**
 * One question that was put to the rows.
 *
 * @param check name of the check, such as {@code label_observed_after_asof}
 * @param violations rows that answered wrongly; 0 in every plan that gets further
 */
public record LeakageCheck(String check, long violations) {}
