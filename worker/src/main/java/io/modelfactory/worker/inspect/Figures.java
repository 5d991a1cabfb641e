package io.modelfactory.worker.inspect;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;

/** Numbers for people: whole ones as they are, others with five significant digits. */
public final class Figures {
    private static final MathContext SHOWN = new MathContext(5, RoundingMode.HALF_EVEN);

    /** Beyond these powers of ten a plain number would be mostly zeros. */
    private static final int MAX_ZEROS = 4;

    private Figures() {}

    public static String of(double number) {
        return Double.isFinite(number) ? of(BigDecimal.valueOf(number)) : String.valueOf(number);
    }

    public static String of(BigDecimal number) {
        if (number.signum() == 0 || number.stripTrailingZeros().scale() <= 0) {
            return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
        }
        BigDecimal rounded = number.round(SHOWN).stripTrailingZeros();
        int leadingZeros = rounded.scale() - rounded.precision();
        return leadingZeros > MAX_ZEROS ? rounded.toString() : rounded.toPlainString();
    }

    /**
     * As {@link #of(BigDecimal)}, but with all digits if rounding would move the number across the other or onto it.
     */
    public static String besides(BigDecimal number, BigDecimal other) {
        boolean kept = number.round(SHOWN).compareTo(other) == number.compareTo(other);
        return kept ? of(number) : number.toPlainString();
    }
}
