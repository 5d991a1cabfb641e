package io.modelfactory.worker.evaluate;

import io.modelfactory.worker.dataset.table.EventRoles;
import io.modelfactory.worker.evaluate.scorecard.EventDays;
import io.modelfactory.worker.evaluate.scorecard.ScorecardMeasure;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.IntColumn;
import io.modelfactory.worker.resolve.TrainingProfile.Evaluation;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.IntStream;

/** Whether any day of the test part is large enough for the sizes of its top that are asked for. */
public final class DailyTopSizes {
    private DailyTopSizes() {}

    /**
     * @param roles of the test rows, with their times if any size is asked for
     * @throws FailureException {@code TRAINING_PROFILE_INVALID} if no day has as many events,
     *     {@code GOVERNANCE_PROFILE_INVALID} if a threshold is for a top of more entities than any day has
     */
    public static void requireReached(EventRoles roles, Evaluation settings, RequestedMeasures requested) {
        if (settings.topSizes().isEmpty()) {
            return;
        }
        EventDays days = EventDays.of(roles.times().orElseThrow(), settings.zone());
        double most = days.mostEvents(roles);
        for (int k : settings.topSizes()) {
            if (k > most) {
                throw new FailureException(
                        FailureCode.TRAINING_PROFILE_INVALID,
                        String.format(
                                Locale.ROOT,
                                "evaluation.top_k: %d is above the events of every day of the test part, whose largest"
                                        + " has %.0f",
                                k,
                                most));
            }
        }
        roles.entities().ifPresent(entities -> requireEntities(entities, days, requested));
    }

    private static void requireEntities(IntColumn entities, EventDays days, RequestedMeasures requested) {
        long most = Arrays.stream(days.rows())
                .mapToLong(rows -> IntStream.of(rows)
                        .map(row -> entities.get(row))
                        .distinct()
                        .count())
                .max()
                .orElse(0);
        for (ScorecardMeasure measure : requested.scorecard()) {
            if (measure.kind() == ScorecardMeasure.Kind.DAILY_CARD_PRECISION && measure.k() > most) {
                throw new FailureException(
                        FailureCode.GOVERNANCE_PROFILE_INVALID,
                        "scorecard_thresholds: " + measure.key() + " needs a day of the test part with " + measure.k()
                                + " entities, the largest has " + most);
            }
        }
    }
}
