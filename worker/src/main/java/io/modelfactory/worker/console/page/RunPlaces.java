package io.modelfactory.worker.console.page;

import io.javalin.http.BadRequestResponse;
import io.modelfactory.worker.ledger.overview.DurationPosition;
import io.modelfactory.worker.ledger.overview.MetricPosition;
import io.modelfactory.worker.ledger.overview.RunPosition;
import io.modelfactory.worker.ledger.overview.StatePosition;
import io.modelfactory.worker.ledger.run.RunState;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Places in the lists of runs, as addresses have them: what orders the run that the page begins behind, and its key. A
 * place of another order, or none at all, is answered by a {@link BadRequestResponse}.
 */
final class RunPlaces {
    private static final String KEY = "~([a-z0-9_]{0,40})";
    private static final Pattern CHANGED = Pattern.compile("([0-9T:.Z-]{20,30})" + KEY);
    private static final Pattern STATE = Pattern.compile("([A-Z_]{1,20})(?:~(.+))?");
    private static final Pattern DURATION = Pattern.compile("(-?\\d{1,18})" + KEY);
    private static final Pattern VALUE = Pattern.compile("(-?\\d[0-9.E-]{0,30})" + KEY);

    private RunPlaces() {}

    static RunPosition changed(String text) {
        return read(CHANGED, text, found -> new RunPosition(Instant.parse(found.group(1)), found.group(2)));
    }

    static String text(RunPosition place) {
        return place.changedAt() + "~" + place.runKey();
    }

    static StatePosition state(String text) {
        return read(
                STATE,
                text,
                found -> new StatePosition(
                        RunState.valueOf(found.group(1)),
                        Optional.ofNullable(found.group(2)).map(RunPlaces::changed)));
    }

    static String text(StatePosition place) {
        return place.state() + place.behind().map(behind -> "~" + text(behind)).orElse("");
    }

    static DurationPosition duration(String text) {
        return read(DURATION, text, found -> new DurationPosition(Long.parseLong(found.group(1)), found.group(2)));
    }

    static String text(DurationPosition place) {
        return place.micros() + "~" + place.runKey();
    }

    static MetricPosition value(String text) {
        return read(VALUE, text, found -> new MetricPosition(Double.parseDouble(found.group(1)), found.group(2)));
    }

    static String text(MetricPosition place) {
        return place.value() + "~" + place.runKey();
    }

    private static <P> P read(Pattern pattern, String text, Function<Matcher, P> place) {
        Matcher matched = pattern.matcher(text);
        if (matched.matches()) {
            try {
                return place.apply(matched);
            } catch (DateTimeException | IllegalArgumentException noPlace) {
                throw new BadRequestResponse("from: is what the page before this one says");
            }
        }
        throw new BadRequestResponse("from: is what the page before this one says");
    }
}
