package io.modelfactory.worker.modelcard.plot;

import io.modelfactory.worker.modelcard.text.DecimalText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An axis: linear from 0, or logarithmic from {@link #LOG_FROM}.
 *
 * @param to where it ends
 * @param intervals between its ticks, all of one width; on a logarithmic axis powers of ten from 1
 * @param unit of the ticks
 */
public record Axis(String title, double to, int intervals, Unit unit, Scale scale) {
    /** A single row is to be seen. */
    static final double LOG_FROM = 0.5;

    private static final int SHARE_INTERVALS = 5;
    private static final int HUNDRED = 100;
    private static final double TEN = 10;
    private static final double THOUSAND = 1_000;
    private static final double THOUSANDS = 10 * THOUSAND;
    private static final double MILLION = 1_000_000;
    private static final double MILLIONS = 10 * MILLION;
    private static final int DIGITS = 6;

    public enum Scale {
        LINEAR,
        LOGARITHMIC
    }

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
        return new Axis(title, 1, SHARE_INTERVALS, Unit.NUMBER, Scale.LINEAR);
    }

    /** From 0 to 100%. */
    public static Axis percentage(String title) {
        return new Axis(title, 1, SHARE_INTERVALS, Unit.PERCENT, Scale.LINEAR);
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
                return new Axis(title, width.multiply(count).doubleValue(), count.intValueExact(), unit, Scale.LINEAR);
            }
        }
        throw new IllegalStateException("no step for " + largest);
    }

    /** Of numbers of rows, by powers of ten: what is rare is seen beside what is frequent. */
    public static Axis logarithmic(String title, long largest) {
        int powers = 0;
        double to = 1;
        while (to < largest) {
            to *= TEN;
            powers++;
        }
        return powers == 0
                ? new Axis(title, TEN, 1, Unit.NUMBER, Scale.LOGARITHMIC)
                : new Axis(title, to, powers, Unit.NUMBER, Scale.LOGARITHMIC);
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
                .mapToObj(tick -> scale == Scale.LINEAR ? to * tick / intervals : Math.pow(TEN, tick))
                .toList();
    }

    String label(double tick) {
        return unit == Unit.PERCENT ? DecimalText.significant(tick * HUNDRED, DIGITS) + "%" : shortNumber(tick);
    }

    /** With k for thousands and M for millions, from ten thousand on. */
    private static String shortNumber(double number) {
        if (number >= MILLIONS) {
            return DecimalText.significant(number / MILLION, DIGITS) + "M";
        }
        return number >= THOUSANDS
                ? DecimalText.significant(number / THOUSAND, DIGITS) + "k"
                : DecimalText.significant(number, DIGITS);
    }

    /** The position of a value between the ends of the axis, which are 0 and 1. */
    double position(double value) {
        return scale == Scale.LINEAR
                ? value / to
                : Math.log10(Math.max(value, LOG_FROM) / LOG_FROM) / Math.log10(to / LOG_FROM);
    }
}
