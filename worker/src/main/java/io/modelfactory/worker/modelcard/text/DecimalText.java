package io.modelfactory.worker.modelcard.text;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers in decimal digits, the same under any locale and on any JDK. */
public final class DecimalText {
    /** As many digits as every double has. */
    private static final MathContext EXACT_DIGITS = new MathContext(15, RoundingMode.HALF_EVEN);

    private static final int GROUP = 3;

    private DecimalText() {}

    /** The decimal number that was meant: 0.1, where the double is 0.1000000000000000055. */
    public static BigDecimal of(double value) {
        // By way of Double.toString it would depend on the JDK, whose shortest form changed in 19 (JDK-4511638).
        return new BigDecimal(value).round(EXACT_DIGITS);
    }

    /** With exactly so many decimal places. */
    public static String fixed(double value, int places) {
        return of(value).setScale(places, RoundingMode.HALF_EVEN).toPlainString();
    }

    /**
     * With at most so many significant digits, and none that says nothing: {@code 0.75}, {@code 40}, {@code 0.00123}.
     */
    public static String significant(double value, int digits) {
        BigDecimal rounded = of(value).round(new MathContext(digits, RoundingMode.HALF_EVEN));
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }

    /** With a comma between thousands. */
    public static String grouped(long count) {
        String digits = Long.toString(Math.abs(count));
        StringBuilder grouped = new StringBuilder(count < 0 ? "-" : "");
        for (int i = 0; i < digits.length(); i++) {
            if (i > 0 && (digits.length() - i) % GROUP == 0) {
                grouped.append(',');
            }
            grouped.append(digits.charAt(i));
        }
        return grouped.toString();
    }
}
