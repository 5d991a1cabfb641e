package io.modelfactory.local.simulate;

import io.modelfactory.local.simulate.History.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Feature definition set {@code card_fraud_core}, version {@code v1}: 26 numbers and 4 categories. */
final class CardFraudFeatures {
    static final String SET_ID = "card_fraud_core";
    static final String SET_VERSION = "v1";
    static final List<Feature> ALL = all();

    private CardFraudFeatures() {}

    private static List<Feature> all() {
        List<Feature> features = new ArrayList<>();
        features.addAll(ofTheTransaction());
        features.addAll(ofTheCard());
        features.addAll(ofTheTerminal());
        return List.copyOf(features);
    }

    private static List<Feature> ofTheTransaction() {
        return List.of(
                number("amount", Moment::amount),
                number("hour_of_day", moment -> Days.hourOf(time(moment))),
                number("day_of_week", moment -> Days.weekdayOf(time(moment))),
                number("is_weekend", moment -> Days.weekdayOf(time(moment)) >= 6 ? 1 : 0),
                number("is_night", moment -> Days.isNight(time(moment)) ? 1 : 0),
                number(
                        "device_age_days",
                        moment -> moment.transaction().deviceAgeDays().orElse(Double.NaN)),
                category(
                        "channel",
                        moment -> Optional.of(moment.transaction().channel().name())));
    }

    private static List<Feature> ofTheCard() {
        return List.of(
                number("customer_count_1d", moment -> moment.card().count(Window.DAY)),
                number("customer_count_7d", moment -> moment.card().count(Window.WEEK)),
                number("customer_count_30d", moment -> moment.card().count(Window.MONTH)),
                number("customer_mean_amount_1d", moment -> moment.card().meanAmount(Window.DAY)),
                number("customer_mean_amount_7d", moment -> moment.card().meanAmount(Window.WEEK)),
                number("customer_mean_amount_30d", moment -> moment.card().meanAmount(Window.MONTH)),
                number(
                        "amount_over_customer_mean_30d",
                        moment -> moment.amount() / moment.card().meanAmount(Window.MONTH)),
                number("customer_fraud_reports_30d", moment -> moment.card().fraudReports(Window.MONTH)),
                number(
                        "customer_tenure_days",
                        moment -> moment.transaction().customer().tenureDays()),
                number("minutes_since_last", Moment::minutesSinceLast),
                number("km_since_last", Moment::kmSinceLast),
                number("km_from_home", Moment::kmFromHome),
                category("card_brand", moment -> moment.transaction().customer().brand()));
    }

    private static List<Feature> ofTheTerminal() {
        return List.of(
                number("terminal_count_1d", moment -> moment.terminal().count(Window.DAY)),
                number("terminal_count_7d", moment -> moment.terminal().count(Window.WEEK)),
                number("terminal_count_30d", moment -> moment.terminal().count(Window.MONTH)),
                number("terminal_mean_amount_30d", moment -> moment.terminal().meanAmount(Window.MONTH)),
                number(
                        "amount_over_terminal_mean_30d",
                        moment -> moment.amount() / moment.terminal().meanAmount(Window.MONTH)),
                number("terminal_fraud_rate_1d", moment -> moment.terminal().fraudRate(Window.DAY)),
                number("terminal_fraud_rate_7d", moment -> moment.terminal().fraudRate(Window.WEEK)),
                number("terminal_fraud_rate_30d", moment -> moment.terminal().fraudRate(Window.MONTH)),
                category(
                        "merchant_category",
                        moment -> Optional.of(terminal(moment).category().name())),
                category(
                        "terminal_country",
                        moment -> Optional.of(terminal(moment).place().country())));
    }

    private static Feature number(String name, ToDoubleFunction<Moment> value) {
        return new Feature.Numeric(name, value);
    }

    private static Feature category(String name, Function<Moment, Optional<String>> value) {
        return new Feature.Categorical(name, value);
    }

    private static long time(Moment moment) {
        return moment.transaction().time();
    }

    private static Terminal terminal(Moment moment) {
        return moment.transaction().terminal();
    }
}
