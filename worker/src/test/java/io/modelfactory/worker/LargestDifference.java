package io.modelfactory.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.TestReporter;

/**
 * How far numbers are from those of an independent reference, and at most: each is asserted, the largest is reported.
 */
public final class LargestDifference {
    private double largest;

    /** @param tolerance absolute */
    public void assertClose(double found, double reference, double tolerance) {
        assertThat(found).isCloseTo(reference, within(tolerance));
        // Undefined in both is no difference.
        largest = Double.isNaN(reference) ? largest : Math.max(largest, Math.abs(found - reference));
    }

    /** @param what was compared, with what reference */
    public void publish(TestReporter report, String what) {
        report.publishEntry(what, String.valueOf(largest));
    }
}
