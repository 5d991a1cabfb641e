package io.modelfactory.worker.evaluate.scorecard;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.dataset.table.EventRoles;
import io.modelfactory.worker.evaluate.rows.RowOrder;
import java.util.ArrayList;
import java.util.List;

/** The rows of each day from the highest score to the lowest, and how good the first of them are. */
final class DailyRanking {
    private final int[][] ranked;
    private final List<DailyTop> days;

    /** @param days of the rows */
    DailyRanking(float[] labels, float[] scores, EventRoles roles, EventDays days) {
        this.ranked = descending(scores, days);
        this.days = new ArrayList<>(ranked.length);
        for (int[] rows : ranked) {
            this.days.add(DailyTop.of(labels, scores, roles, rows));
        }
    }

    private static int[][] descending(float[] scores, EventDays days) {
        int[][] rows = days.rows();
        int[] next = new int[rows.length];
        RowOrder order = RowOrder.of(scores);
        for (int place = order.rows() - 1; place >= 0; place--) {
            int row = order.row(place);
            int day = days.ofRow(row);
            rows[day][next[day]++] = row;
        }
        return rows;
    }

    /** Adds the numbers of one day. */
    void add(int day, int k, ArrayNode target) {
        ObjectNode json = target.addObject().put("k", k);
        put(json, "precision", days.get(day).precision(k, place -> 1));
        if (days.get(day).hasEntities()) {
            put(json, "card_precision", days.get(day).cardPrecision(k, place -> 1, true));
        }
    }

    /** Adds the means over the days that have as many events, or entities. */
    void addMeans(int k, ArrayNode target) {
        ObjectNode json = target.addObject().put("k", k);
        put(json, "precision", meanPrecision(k, DailyDraw.ofAll()));
        if (days.stream().anyMatch(DailyTop::hasEntities)) {
            put(json, "card_precision", meanCardPrecision(k, DailyDraw.ofAll()));
        }
    }

    private static void put(ObjectNode json, String name, double value) {
        if (!Double.isNaN(value)) {
            json.put(name, value);
        }
    }

    /** Over the days that have k events; NaN if none has. */
    double meanPrecision(int k, DailyDraw draw) {
        return mean(draw, day -> days.get(day).precision(k, place -> draw.ofRow(ranked[day][place])));
    }

    /** As {@link #meanPrecision}, by entity. */
    double meanCardPrecision(int k, DailyDraw draw) {
        return mean(
                draw,
                day -> days.get(day)
                        .cardPrecision(k, place -> draw.ofRow(ranked[day][place]), draw.hasWholeEntities()));
    }

    private interface OfDay {
        double value(int day);
    }

    private double mean(DailyDraw draw, OfDay values) {
        double sum = 0;
        int counted = 0;
        for (int day = 0; day < ranked.length; day++) {
            int times = draw.ofDay(day);
            double value = times == 0 ? Double.NaN : values.value(day);
            if (!Double.isNaN(value)) {
                sum += times * value;
                counted += times;
            }
        }
        return counted == 0 ? Double.NaN : sum / counted;
    }
}
