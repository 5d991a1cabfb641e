package io.modelfactory.worker.algorithm;

import java.util.stream.IntStream;

/**
 * The exponential function from a table and a short polynomial: P. T. P. Tang, "Table-driven implementation of the
 * exponential function in IEEE floating-point arithmetic", ACM TOMS 15 (1989). Within two units in the last place,
 * several times as fast as {@link StrictMath#exp}, and the same to the last bit on every machine, which
 * {@link Math#exp} is not.
 */
public final class DeterministicExp {
    /** Beyond it either way, {@code 1 + exp(x)} has long since become 1 or as good as infinite. */
    private static final double LIMIT = 700;

    private static final int STEPS = 64;
    private static final int STEP_BITS = 6;
    private static final int EXPONENT_POSITION = 52;
    /** The logarithm of 2 in two parts, the first of so few bits that a multiple of it is exact; as in fdlibm. */
    private static final double STEP_HIGH = 0x1.62e42feep-1 / STEPS;

    private static final double STEP_LOW = 0x1.a39ef35793c76p-33 / STEPS;
    private static final double STEPS_PER_ONE = STEPS / 0x1.62e42fefa39efp-1;
    /** A sum with it has no place for fractions, and has the whole number in its last bits. */
    private static final double ROUNDS_TO_WHOLE = 0x1.8p52;

    /** The bits of 2^(i/64). */
    private static final long[] POWERS = IntStream.range(0, STEPS)
            .mapToLong(i -> Double.doubleToRawLongBits(StrictMath.pow(2, (double) i / STEPS)))
            .toArray();

    private DeterministicExp() {}

    /** @param x a number; beyond 700 and -700 those are taken instead */
    public static double of(double x) {
        // Not Math.min and Math.max, whose care for zeros and NaN costs as much as all the rest.
        double bounded = x > LIMIT ? LIMIT : x;
        bounded = bounded < -LIMIT ? -LIMIT : bounded;
        double shifted = bounded * STEPS_PER_ONE + ROUNDS_TO_WHOLE;
        long step = Double.doubleToRawLongBits(shifted);
        double steps = shifted - ROUNDS_TO_WHOLE;
        double rest = bounded - steps * STEP_HIGH - steps * STEP_LOW;
        double square = rest * rest;
        double more = rest + square * (0.5 + rest * (1 / 6.0)) + square * square * (1 / 24.0 + rest * (1 / 120.0));
        double power = power(step);
        return power + power * more;
    }

    /**
     * The same of many, to the last bit: its steps are loops of their own, which the compiler lets the processor do for
     * several numbers at once.
     *
     * @param numbers become their exponentials
     * @param steps as long, for what is in between
     * @param count how many of them, from the beginning
     */
    public static void ofAll(double[] numbers, double[] steps, int count) {
        for (int i = 0; i < count; i++) {
            numbers[i] = Math.max(Math.min(numbers[i], LIMIT), -LIMIT);
        }
        for (int i = 0; i < count; i++) {
            steps[i] = numbers[i] * STEPS_PER_ONE + ROUNDS_TO_WHOLE;
        }
        for (int i = 0; i < count; i++) {
            double whole = steps[i] - ROUNDS_TO_WHOLE;
            double rest = numbers[i] - whole * STEP_HIGH - whole * STEP_LOW;
            double square = rest * rest;
            numbers[i] = rest + square * (0.5 + rest * (1 / 6.0)) + square * square * (1 / 24.0 + rest * (1 / 120.0));
        }
        for (int i = 0; i < count; i++) {
            steps[i] = power(Double.doubleToRawLongBits(steps[i]));
        }
        for (int i = 0; i < count; i++) {
            numbers[i] = steps[i] + steps[i] * numbers[i];
        }
    }

    private static double power(long step) {
        long exponent = step >> STEP_BITS << EXPONENT_POSITION;
        return Double.longBitsToDouble(POWERS[(int) step & (STEPS - 1)] + exponent);
    }
}
