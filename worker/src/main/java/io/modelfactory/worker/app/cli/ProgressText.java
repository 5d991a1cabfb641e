package io.modelfactory.worker.app.cli;

import io.modelfactory.worker.ledger.activity.RunProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How far a run has come, in one line for people. */
final class ProgressText {
    private ProgressText() {}

    /** Such as {@code training, round 120 of 500, validation log_loss 0.08412, about 2 min left}. */
    static String of(RunProgress progress) {
        List<String> parts = new ArrayList<>();
        parts.add(progress.stage().title());
        switch (progress.stage()) {
            case DATASET ->
                progress.build()
                        .rows()
                        .ifPresent(rows -> parts.add(String.format(
                                Locale.ROOT, "%,d of %,d rows", Math.min(rows.read(), rows.total()), rows.total())));
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
                .ifPresent(left -> parts.add("about " + text(left) + " left"));
        return String.join(", ", parts);
    }

    /** Such as {@code 42 s}, {@code 3 min}, {@code 2 h 5 min}, {@code 3 d 4 h}: two units at most. */
    static String text(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        if (seconds < 100) {
            return seconds + " s";
        } else if (seconds < 6_000) {
            return Math.round(seconds / 60.0) + " min";
        } else if (seconds < 172_800) {
            return seconds / 3_600 + " h " + seconds % 3_600 / 60 + " min";
        }
        return seconds / 86_400 + " d " + seconds % 86_400 / 3_600 + " h";
    }
}
