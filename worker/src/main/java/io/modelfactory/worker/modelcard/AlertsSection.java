package io.modelfactory.worker.modelcard;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.modelcard.page.CardSection;
import io.modelfactory.worker.modelcard.page.PageBlock;
import io.modelfactory.worker.modelcard.page.PageBlock.BulletList;
import io.modelfactory.worker.modelcard.page.PageBlock.Paragraph;
import io.modelfactory.worker.modelcard.page.PageBlock.Table;
import io.modelfactory.worker.modelcard.page.StyledText;
import io.modelfactory.worker.modelcard.text.DecimalText;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What alerts at the decision threshold find, cost and save: by day, by week and over all. */
final class AlertsSection {
    /** Two months; the report has all days. */
    private static final int MAX_DAYS = 62;

    private static final int DIGITS = 6;

    private AlertsSection() {}

    /** A member of the scorecard, what a threshold calls it, and what people call it. */
    private record CardFigure(String member, String measure, String title, boolean share) {
        private StyledText in(JsonNode figures) {
            JsonNode number = figures.path(member);
            if (!number.isNumber()) {
                return StyledText.placeholder("none");
            }
            return StyledText.number(
                    share
                            ? NumberText.percent(number.doubleValue())
                            : DecimalText.significant(number.doubleValue(), DIGITS));
        }
    }

    private static final List<CardFigure> FIGURES = List.of(
            new CardFigure("events", "", "Events", false),
            new CardFigure("frauds", "", "Frauds", false),
            new CardFigure("alerts", "", "Alerts", false),
            new CardFigure("precision", "alert_precision", "Precision of alerts", true),
            new CardFigure("recall", "alert_recall", "Recall of alerts", true),
            new CardFigure("value_detection_rate", "value_detection_rate", "Value detection rate (VDR)", true),
            new CardFigure("account_detection_rate", "account_detection_rate", "Account detection rate (ADR)", true),
            new CardFigure(
                    "account_false_positive_ratio",
                    "account_false_positive_ratio",
                    "Account false positive ratio (AFPR)",
                    false),
            new CardFigure("money_saved", "money_saved", "Money saved", false));

    /** Empty if the training profile asks for no scorecard. */
    static Optional<CardSection> of(CardDocuments documents) {
        JsonNode scorecard = documents.metrics().path("scorecard");
        if (!scorecard.isObject()) {
            return Optional.empty();
        }
        List<PageBlock> blocks = new ArrayList<>();
        blocks.add(new Paragraph(("An alert is a test row whose score is at least %s. Days are those of %s. Rows count"
                        + " for as many events as their sampling rate says.")
                .formatted(
                        scorecard.path("threshold").asText(),
                        scorecard.path("day_zone").asText())));
        budget(scorecard).ifPresent(blocks::add);
        blocks.add(total(scorecard));
        notMeasured(scorecard).ifPresent(blocks::add);
        AlertFigure.alerts(scorecard, days(scorecard)).ifPresent(blocks::add);
        AlertFigure.costCurve(scorecard).ifPresent(blocks::add);
        weeks(documents.metrics()).ifPresent(blocks::add);
        return Optional.of(new CardSection("alerts", "Alerts and money", true, blocks));
    }

    private static Optional<PageBlock> budget(JsonNode scorecard) {
        JsonNode budget = scorecard.path("budget");
        return budget.isObject()
                ? Optional.of(new Paragraph(
                        ("The threshold is the smallest that gives no day of the validation part more than"
                                        + " %s alerts. Of the %s of the test part, %s that budget; the worst day has %s"
                                        + " alerts.")
                                .formatted(
                                        text(budget.path("alerts_per_day")),
                                        NumberText.counted(
                                                scorecard.path("days").asLong(), "day", "days"),
                                        NumberText.counted(
                                                budget.path("days_kept").asLong(), "keeps", "keep"),
                                        text(budget.path("most_alerts")))))
                : Optional.empty();
    }

    private static Table total(JsonNode scorecard) {
        JsonNode total = scorecard.path("total");
        List<List<StyledText>> rows = new ArrayList<>();
        for (CardFigure figure : FIGURES) {
            if (total.has(figure.member())) {
                rows.add(List.of(
                        StyledText.text(figure.title()), figure.in(total), interval(scorecard, figure.measure())));
            }
        }
        for (JsonNode top : total.path("top")) {
            long k = top.path("k").asLong();
            Stream.of(
                            new CardFigure("precision", "daily_precision_at_" + k, "Precision", true),
                            new CardFigure("card_precision", "daily_card_precision_at_" + k, "Card precision", true))
                    .filter(figure -> top.has(figure.member()))
                    .forEach(figure -> rows.add(List.of(
                            StyledText.text(figure.title() + " of the first " + DecimalText.grouped(k) + " of a day"),
                            figure.in(top),
                            interval(scorecard, figure.measure()))));
        }
        return new Table("Scorecard of all test days", List.of("Measure", "Value", "Interval"), rows);
    }

    private static StyledText interval(JsonNode scorecard, String measure) {
        JsonNode found = scorecard.at("/intervals/metrics").path(measure);
        return found.isObject()
                ? StyledText.number(text(found.path("lower")) + " to " + text(found.path("upper")))
                : StyledText.placeholder("none");
    }

    private static Optional<PageBlock> notMeasured(JsonNode scorecard) {
        List<String> sentences = new ArrayList<>();
        scorecard
                .path("not_measured")
                .properties()
                .forEach(entry -> sentences.add("Not measured: %s, which needs %s."
                        .formatted(entry.getKey(), entry.getValue().asText())));
        return sentences.isEmpty() ? Optional.empty() : Optional.of(new BulletList(sentences));
    }

    private static Table days(JsonNode scorecard) {
        List<JsonNode> daily = CardDocuments.list(scorecard.path("daily"));
        List<CardFigure> shown = FIGURES.stream()
                .filter(figure -> daily.stream().anyMatch(day -> day.has(figure.member())))
                .toList();
        List<String> headings = new ArrayList<>(List.of("Day"));
        shown.forEach(figure -> headings.add(figure.title()));
        return new Table(
                daily.size() > MAX_DAYS
                        ? "The first " + MAX_DAYS + " of " + daily.size() + " days; the report has them all"
                        : "Scorecard by day",
                headings,
                daily.stream()
                        .limit(MAX_DAYS)
                        .map(day -> Stream.concat(
                                        Stream.of(
                                                StyledText.text(day.path("day").asText())),
                                        shown.stream().map(figure -> figure.in(day)))
                                .toList())
                        .toList());
    }

    private static Optional<PageBlock> weeks(JsonNode metrics) {
        List<JsonNode> weeks = CardDocuments.list(metrics.path("weeks"));
        if (weeks.isEmpty()) {
            return Optional.empty();
        }
        List<String> headings = new ArrayList<>(List.of("Week", "Rows", "Positives"));
        MetricText.shownOfGroups().forEach(metric -> headings.add(metric.title()));
        return Optional.of(new Table(
                "Metrics by week of the test part",
                headings,
                weeks.stream()
                        .map(week -> Stream.concat(
                                        Stream.of(
                                                StyledText.text(
                                                        week.path("week").asText()),
                                                NumberText.count(week.at("/metrics/test_rows")),
                                                NumberText.count(week.at("/metrics/test_positives"))),
                                        MetricText.shownOfGroups().stream()
                                                .map(metric -> MetricText.valueOfGroup(metric, week)))
                                .toList())
                        .toList()));
    }

    private static String text(JsonNode number) {
        return DecimalText.significant(number.asDouble(), DIGITS);
    }
}
