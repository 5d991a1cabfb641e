package io.modelfactory.worker.modelcard.plot;

import io.modelfactory.worker.modelcard.text.DecimalText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A linear axis from 0.
 *
 * @param to where it ends
 * @param intervals between its ticks, all of one width
 * @param unit of the ticks
 */
public record Axis(String title, double to, int intervals, Unit unit) {
    private static final int SHARE_INTERVALS = 5;
    private static final int HUNDRED = 100;
    private static final int DIGITS = 6;

    public enum Unit {
        NUMBER,
        /** Shares, written as percentages. */
        PERCENT
    }

    public Axis {
        if (!(to > 0 && Double.isFinite(to) && intervals > 0)) {
            throw new IllegalArgumentException("an axis from 0 to " + to + " in " + intervals + " intervals");
        }
    }

    /** From 0 to 1. */
    public static Axis unitInterval(String title) {
        return new Axis(title, 1, SHARE_INTERVALS, Unit.NUMBER);
    }

    /** From 0 to 100%. */
    public static Axis percentage(String title) {
        return new Axis(title, 1, SHARE_INTERVALS, Unit.PERCENT);
    }

    /** From 0 to the first round number that is not below the largest one shown; to 1 if that is 0. */
    public static Axis covering(String title, double largest, Unit unit) {
        BigDecimal bound = largest > 0 ? DecimalText.of(largest) : BigDecimal.ONE;
        BigDecimal magnitude = BigDecimal.ONE.scaleByPowerOfTen(bound.precision() - bound.scale() - 1);
        // Steps of 1, 2 or 5 of the largest power of ten below, so that every tick is a round number as well.
        for (Step step : Step.values()) {
            BigDecimal width = magnitude.multiply(step.width);
            BigDecimal count = bound.divide(width, 0, RoundingMode.CEILING);
            if (count.intValueExact() <= SHARE_INTERVALS) {
                return new Axis(title, width.multiply(count).doubleValue(), count.intValueExact(), unit);
            }
        }
        throw new IllegalStateException("no step for " + largest);
    }

    private enum Step {
        FIFTH("0.2"),
        HALF("0.5"),
        WHOLE("1"),
        DOUBLE("2");

        private final BigDecimal width;

        Step(String width) {
            this.width = new BigDecimal(width);
        }
    }

    List<Double> ticks() {
        return IntStream.rangeClosed(0, intervals)
                .mapToObj(tick -> to * tick / intervals)
                .toList();
    }

    String label(double tick) {
        return unit == Unit.PERCENT
                ? DecimalText.significant(tick * HUNDRED, DIGITS) + "%"
                : DecimalText.significant(tick, DIGITS);
    }

    /** The position of a value between the ends of the axis, which are 0 and 1. */
    double position(double value) {
        return value / to;
    }
}
