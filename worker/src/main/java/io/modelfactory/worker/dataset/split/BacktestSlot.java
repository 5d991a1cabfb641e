package io.modelfactory.worker.dataset.split;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.resolve.GovernanceProfile.Backtest;
import io.modelfactory.worker.resolve.TrainingProfile.SplitFractions;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * One window of a backtest with a rolling origin: L. J. Tashman, "Out-of-sample tests of forecasting accuracy",
 * International Journal of Forecasting 16 (2000). Windows end with whole days of a calendar, the newest with the day of
 * the last event; each tests on the days after those of the window before it.
 *
 * @param number from 1, the oldest
 */
public record BacktestSlot(Backtest settings, int number) {

    public BacktestSlot {
        if (number < 1 || number > settings.windows()) {
            throw new IllegalArgumentException("no window " + number + " of " + settings.windows());
        }
    }

    /**
     * Places the window.
     *
     * @param first and {@code last} event of all datasets
     * @param zone whose calendar days are meant
     * @param fractions of train and validation, in which the days of training are divided
     * @throws FailureException {@code GOVERNANCE_PROFILE_INVALID} if the oldest window begins before the first event
     */
    BacktestWindow place(Instant first, Instant last, ZoneId zone, SplitFractions fractions) {
        LocalDate end = LocalDate.ofInstant(last, zone).plusDays(1);
        LocalDate firstDay = LocalDate.ofInstant(first, zone);
        long needed = settings.trainDays() + settings.gapDays() + (long) settings.windows() * settings.testDays();
        if (firstDay.isAfter(end.minusDays(needed))) {
            throw new FailureException(
                    FailureCode.GOVERNANCE_PROFILE_INVALID,
                    "backtest: " + settings.windows() + " windows of " + settings.testDays() + " test days with "
                            + settings.gapDays() + " gap days and " + settings.trainDays() + " training days need "
                            + needed + " days, the data has " + ChronoUnit.DAYS.between(firstDay, end) + " (from "
                            + firstDay + " to " + end.minusDays(1) + ")");
        }
        LocalDate testFrom = end.minusDays((long) (settings.windows() - number + 1) * settings.testDays());
        LocalDate trainUntil = testFrom.minusDays(settings.gapDays());
        Instant trainFrom = start(trainUntil.minusDays(settings.trainDays()), zone);
        double held = fractions.validation() / (fractions.train() + fractions.validation());
        long heldMicros = Math.round(held * ChronoUnit.MICROS.between(trainFrom, start(trainUntil, zone)));
        return new BacktestWindow(
                number,
                trainFrom,
                start(trainUntil, zone).minus(heldMicros, ChronoUnit.MICROS),
                start(trainUntil, zone),
                start(testFrom, zone),
                start(testFrom.plusDays(settings.testDays()), zone));
    }

    private static Instant start(LocalDate day, ZoneId zone) {
        return day.atStartOfDay(zone).withZoneSameInstant(ZoneOffset.UTC).toInstant();
    }
}
