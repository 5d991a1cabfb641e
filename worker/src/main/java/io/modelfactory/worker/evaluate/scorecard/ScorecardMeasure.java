package io.modelfactory.worker.evaluate.scorecard;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.resolve.DatasetMaterialization.Columns;
import io.modelfactory.worker.resolve.TrainingProfile.Evaluation;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A number of a scorecard's total that can have a threshold. {@code contracts/README.md} defines each.
 *
 * @param k size of the daily top; 0 for measures of alerts
 */
public record ScorecardMeasure(Kind kind, int k) {
    private static final Pattern OF_TOP =
            Pattern.compile("(daily_precision|daily_card_precision)_at_([1-9][0-9]{0,5})");

    /** What is measured, and what it is measured by. */
    public enum Kind {
        ALERT_PRECISION("precision"),
        ALERT_RECALL("recall"),
        VALUE_DETECTION_RATE("value_detection_rate"),
        ACCOUNT_DETECTION_RATE("account_detection_rate"),
        ACCOUNT_FALSE_POSITIVE_RATIO("account_false_positive_ratio"),
        MONEY_SAVED("money_saved"),
        /** Mean over the days of the share of frauds among the first k events. */
        DAILY_PRECISION("precision"),
        /** The same by entity. */
        DAILY_CARD_PRECISION("card_precision");

        private final String member;

        Kind(String member) {
            this.member = member;
        }

        boolean ofTop() {
            return this == DAILY_PRECISION || this == DAILY_CARD_PRECISION;
        }

        private boolean needsAmount() {
            return this == VALUE_DETECTION_RATE || this == MONEY_SAVED;
        }

        private boolean needsEntity() {
            return this == ACCOUNT_DETECTION_RATE
                    || this == ACCOUNT_FALSE_POSITIVE_RATIO
                    || this == DAILY_CARD_PRECISION;
        }
    }

    /** @param key such as {@code value_detection_rate} or {@code daily_precision_at_100} */
    public static Optional<ScorecardMeasure> of(String key) {
        Matcher top = OF_TOP.matcher(key);
        return top.matches()
                ? Optional.of(new ScorecardMeasure(
                        Kind.valueOf(top.group(1).toUpperCase(Locale.ROOT)), Integer.parseInt(top.group(2))))
                : Stream.of(Kind.values())
                        .filter(kind -> !kind.ofTop())
                        .map(kind -> new ScorecardMeasure(kind, 0))
                        .filter(measure -> measure.key().equals(key))
                        .findFirst();
    }

    @JsonCreator
    static ScorecardMeasure parse(String key) {
        return of(key).orElseThrow(() -> new IllegalArgumentException("no measure is called " + key));
    }

    /** All names, {@code k} standing for a number. */
    public static String keys() {
        return Stream.of(Kind.values())
                .map(kind -> kind.name().toLowerCase(Locale.ROOT) + (kind.ofTop() ? "_at_<k>" : ""))
                .collect(Collectors.joining(", "));
    }

    @JsonValue
    public String key() {
        String name = kind.name().toLowerCase(Locale.ROOT);
        return kind.ofTop() ? name + "_at_" + k : name;
    }

    /** Ends of what it can be, both excluded for a threshold that can be met and missed. */
    public boolean isInside(double threshold) {
        return switch (kind) {
            case MONEY_SAVED -> true;
            case ACCOUNT_FALSE_POSITIVE_RATIO -> threshold > 0;
            default -> threshold > 0 && threshold < 1;
        };
    }

    /** Its value in the {@code total} of a scorecard; empty where it is absent. */
    public Optional<Double> in(JsonNode total) {
        if (!kind.ofTop()) {
            return number(total.path(kind.member));
        }
        for (JsonNode top : total.path("top")) {
            if (top.path("k").asInt() == k) {
                return number(top.path(kind.member));
            }
        }
        return Optional.empty();
    }

    private static Optional<Double> number(JsonNode node) {
        return node.isNumber() ? Optional.of(node.doubleValue()) : Optional.empty();
    }

    /** What it needs that is not declared, such as {@code columns.amount}; empty if it can be measured. */
    public Optional<String> lacking(Evaluation settings, Columns columns) {
        if (settings.dailyMeasures().isEmpty()) {
            return Optional.of("a scorecard: evaluation.alerts_per_day, day_zone, cost_per_alert or top_k");
        }
        if (kind.ofTop() && !settings.topSizes().contains(k)) {
            return Optional.of("evaluation.top_k with " + k);
        }
        if (kind == Kind.MONEY_SAVED && settings.costPerAlert().isEmpty()) {
            return Optional.of("evaluation.cost_per_alert and recovery_share");
        }
        if (kind.needsAmount() && columns.amount().isEmpty()) {
            return Optional.of("columns.amount");
        }
        return kind.needsEntity() && columns.entityId().isEmpty() ? Optional.of("columns.entity_id") : Optional.empty();
    }
}
