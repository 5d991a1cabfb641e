package io.modelfactory.worker.inspect;

import io.modelfactory.worker.ledger.activity.RunProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How far a run has come, in one line for people. */
public final class ProgressText {
    private ProgressText() {}

    /** Such as {@code training, round 120 of 500, validation log_loss 0.08412, about 2 min left}. */
    public static String of(RunProgress progress) {
        List<String> parts = new ArrayList<>();
        parts.add(progress.stage().title());
        switch (progress.stage()) {
            case DATASET ->
                progress.build()
                        .rows()
                        .ifPresent(rows -> parts.add(String.format(
                                Locale.ROOT, "%,d of %,d rows", Math.min(rows.read(), rows.total()), rows.total())));
            case BACKTEST ->
                progress.build()
                        .training()
                        .ifPresent(windows ->
                                parts.add("%d of %d windows measured".formatted(windows.round(), windows.rounds())));
            case TRAIN ->
                progress.build().training().ifPresent(training -> {
                    parts.add("round %d of %d".formatted(training.round(), training.rounds()));
                    training.validation()
                            .ifPresent(metric -> parts.add(
                                    String.format(Locale.ROOT, "validation %s %.5g", metric.name(), metric.value())));
                });
            default -> {
                // The stage says it all.
            }
        }
        progress.stageTimeLeft()
                .filter(left -> !left.isZero())
                .ifPresent(left -> parts.add("about " + DurationText.of(left) + " left"));
        return String.join(", ", parts);
    }
}
