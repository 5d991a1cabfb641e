package io.modelfactory.local.simulate;

import io.modelfactory.local.simulate.RollingWindows.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Feature definition set {@code card_fraud_core}, version {@code v1}: 26 numbers and 4 categories. */
final class CardFraudFeatures {
    static final String SET_ID = "card_fraud_core";
    static final String SET_VERSION = "v1";
    static final List<FeatureColumn> ALL = all();

    private CardFraudFeatures() {}

    private static List<FeatureColumn> all() {
        List<FeatureColumn> features = new ArrayList<>();
        features.addAll(ofTheTransaction());
        features.addAll(ofTheCard());
        features.addAll(ofTheTerminal());
        return List.copyOf(features);
    }

    private static List<FeatureColumn> ofTheTransaction() {
        return List.of(
                number("amount", TransactionContext::amount),
                number("hour_of_day", moment -> SimulationTime.hourOf(time(moment))),
                number("day_of_week", moment -> SimulationTime.weekdayOf(time(moment))),
                number("is_weekend", moment -> SimulationTime.weekdayOf(time(moment)) >= 6 ? 1 : 0),
                number("is_night", moment -> SimulationTime.isNight(time(moment)) ? 1 : 0),
                number(
                        "device_age_days",
                        moment -> moment.transaction().deviceAgeDays().orElse(Double.NaN)),
                category(
                        "channel",
                        moment -> Optional.of(moment.transaction().channel().name())));
    }

    private static List<FeatureColumn> ofTheCard() {
        return List.of(
                number("customer_count_1d", moment -> moment.cardHistory().count(Window.DAY)),
                number("customer_count_7d", moment -> moment.cardHistory().count(Window.WEEK)),
                number("customer_count_30d", moment -> moment.cardHistory().count(Window.MONTH)),
                number("customer_mean_amount_1d", moment -> moment.cardHistory().meanAmount(Window.DAY)),
                number("customer_mean_amount_7d", moment -> moment.cardHistory().meanAmount(Window.WEEK)),
                number(
                        "customer_mean_amount_30d",
                        moment -> moment.cardHistory().meanAmount(Window.MONTH)),
                number(
                        "amount_over_customer_mean_30d",
                        moment -> moment.amount() / moment.cardHistory().meanAmount(Window.MONTH)),
                number(
                        "customer_fraud_reports_30d",
                        moment -> moment.cardHistory().fraudReports(Window.MONTH)),
                number(
                        "customer_tenure_days",
                        moment -> moment.transaction().customer().tenureDays()),
                number("minutes_since_last", TransactionContext::minutesSinceLast),
                number("km_since_last", TransactionContext::kmSinceLast),
                number("km_from_home", TransactionContext::kmFromHome),
                category("card_brand", moment -> moment.transaction().customer().brand()));
    }

    private static List<FeatureColumn> ofTheTerminal() {
        return List.of(
                number("terminal_count_1d", moment -> moment.terminalHistory().count(Window.DAY)),
                number("terminal_count_7d", moment -> moment.terminalHistory().count(Window.WEEK)),
                number("terminal_count_30d", moment -> moment.terminalHistory().count(Window.MONTH)),
                number(
                        "terminal_mean_amount_30d",
                        moment -> moment.terminalHistory().meanAmount(Window.MONTH)),
                number(
                        "amount_over_terminal_mean_30d",
                        moment -> moment.amount() / moment.terminalHistory().meanAmount(Window.MONTH)),
                number(
                        "terminal_fraud_rate_1d",
                        moment -> moment.terminalHistory().fraudRate(Window.DAY)),
                number(
                        "terminal_fraud_rate_7d",
                        moment -> moment.terminalHistory().fraudRate(Window.WEEK)),
                number(
                        "terminal_fraud_rate_30d",
                        moment -> moment.terminalHistory().fraudRate(Window.MONTH)),
                category(
                        "merchant_category",
                        moment -> Optional.of(terminal(moment).category().name())),
                category(
                        "terminal_country",
                        moment -> Optional.of(terminal(moment).location().country())));
    }

    private static FeatureColumn number(String name, ToDoubleFunction<TransactionContext> value) {
        return new FeatureColumn.Numeric(name, value);
    }

    private static FeatureColumn category(String name, Function<TransactionContext, Optional<String>> value) {
        return new FeatureColumn.Categorical(name, value);
    }

    private static long time(TransactionContext moment) {
        return moment.transaction().time();
    }

    private static PaymentTerminal terminal(TransactionContext moment) {
        return moment.transaction().terminal();
    }
}
