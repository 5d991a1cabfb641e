package io.modelfactory.worker.bench;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as they are printed. */
final class FigureFormat {
    /** More would pretend a precision that no run on a shared machine has. */
    private static final MathContext DIGITS = new MathContext(4);

    private FigureFormat() {}

    static double rounded(double figure) {
        return new BigDecimal(figure).round(DIGITS).doubleValue();
    }

    static double secondsSince(long nanoTime) {
        return (System.nanoTime() - nanoTime) / 1e9;
    }
}
