package io.modelfactory.worker.console.page;

import io.javalin.http.BadRequestResponse;
import io.modelfactory.worker.console.route.RouteParameter;
import io.modelfactory.worker.console.route.RouteRequest;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.overview.RunListingFilter;
import io.modelfactory.worker.ledger.run.RunState;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the list of runs is asked for, out of its address.
 *
 * @param given the parameters that are in effect, as they were given
 */
public record RunsFilter(Map<String, String> given, RunListingFilter listing, RunsOrder order) {
    static final String FROM = "from";
    static final String SORT = "sort";

    /** Of the list's address. */
    public static final List<RouteParameter> PARAMETERS = List.of(
            RouteParameter.query("state", "only runs in this state"),
            RouteParameter.query("scope", "only runs whose environment/mode/bundle_slot contains this"),
            RouteParameter.query("requester", "only runs whose first requester contains this"),
            RouteParameter.query("since", "only runs that changed within this time, such as 90s, 15m, 2h or 7d"),
            RouteParameter.query("code", "only runs with this failure code"),
            RouteParameter.query("intent", "only runs of this intent"),
            RouteParameter.query("platform_run", "only runs of this platform run"),
            RouteParameter.query(
                    SORT,
                    "changed, the latest first; state; longest or shortest, of the runs that have ended;"
                            + " highest:METRIC or lowest:METRIC, of the runs that a gate has judged"),
            RouteParameter.query(FROM, "where the page begins, as the page before it says"));

    static final List<String> NAMES = PARAMETERS.stream()
            .map(RouteParameter::name)
            .filter(name -> !name.equals(FROM))
            .toList();

    private static final Pattern TIME = Pattern.compile("(\\d{1,4})([smhd])");

    /** @throws BadRequestResponse if a parameter cannot be what it is; the message says what it may be */
    static RunsFilter of(RouteRequest request, Instant now) {
        Map<String, String> given = new LinkedHashMap<>();
        PARAMETERS.forEach(
                parameter -> request.query(parameter.name()).ifPresent(value -> given.put(parameter.name(), value)));
        return new RunsFilter(
                given,
                new RunListingFilter(
                        text(given, "state").map(RunsFilter::state),
                        text(given, "platform_run"),
                        text(given, "since").map(time -> now.minus(time(time))),
                        text(given, "code").map(RunsFilter::code),
                        text(given, "scope"),
                        text(given, "requester"),
                        text(given, "intent")),
                text(given, SORT).map(RunsOrder::of).orElse(RunsOrder.CHANGED));
    }

    /** Where the page begins, as the page before says by its order. */
    Optional<String> from() {
        return text(given, FROM);
    }

    private static Optional<String> text(Map<String, String> given, String name) {
        return Optional.ofNullable(given.get(name));
    }

    private static RunState state(String name) {
        try {
            return RunState.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new BadRequestResponse("state: is one of " + Arrays.toString(RunState.values()));
        }
    }

    private static FailureCode code(String name) {
        try {
            return FailureCode.valueOf(name.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException unknown) {
            throw new BadRequestResponse("code: is no failure code; the runbook failure-codes.md lists them");
        }
    }

    private static Duration time(String text) {
        Matcher matched = TIME.matcher(text);
        if (!matched.matches()) {
            throw new BadRequestResponse("since: is a time such as 90s, 15m, 2h or 7d");
        }
        long amount = Long.parseLong(matched.group(1));
        return switch (matched.group(2)) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
