package io.modelfactory.worker.evaluate.scorecard;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** The numbers of a scorecard, each by its definition alone, with no regard to time. NaN where undefined. */
final class PlainScorecard {
    private final float[] labels;
    private final float[] scores;
    private final long[] times;
    private final int[] cards;
    private final double[] amounts;
    private final double[] rates;
    private final ZoneId zone;

    PlainScorecard(
            float[] labels, float[] scores, long[] times, int[] cards, double[] amounts, double[] rates, ZoneId zone) {
        this.labels = labels;
        this.scores = scores;
        this.times = times;
        this.cards = cards;
        this.amounts = amounts;
        this.rates = rates;
        this.zone = zone;
    }

    List<Integer> all() {
        return IntStream.range(0, labels.length).boxed().toList();
    }

    /** Rows by the text of their day. */
    Map<String, List<Integer>> days() {
        Map<String, List<Integer>> days = new TreeMap<>();
        for (int row : all()) {
            String day = Instant.ofEpochMilli(times[row] / 1000)
                    .atZone(zone)
                    .toLocalDate()
                    .toString();
            days.computeIfAbsent(day, any -> new ArrayList<>()).add(row);
        }
        return days;
    }

    private static double sum(List<Integer> rows, IntPredicate which, IntToDoubleFunction value) {
        return rows.stream()
                .mapToInt(Integer::intValue)
                .filter(which)
                .mapToDouble(value)
                .sum();
    }

    double alerts(double threshold, List<Integer> rows) {
        return sum(rows, row -> scores[row] >= threshold, row -> 1 / rates[row]);
    }

    double alertPrecision(double threshold, List<Integer> rows) {
        return sum(rows, row -> scores[row] >= threshold && labels[row] == 1, row -> 1 / rates[row])
                / alerts(threshold, rows);
    }

    double alertRecall(double threshold, List<Integer> rows) {
        return sum(rows, row -> scores[row] >= threshold && labels[row] == 1, row -> 1 / rates[row])
                / sum(rows, row -> labels[row] == 1, row -> 1 / rates[row]);
    }

    double valueDetection(double threshold, List<Integer> rows) {
        return sum(rows, row -> scores[row] >= threshold && labels[row] == 1, row -> amounts[row] / rates[row])
                / sum(rows, row -> labels[row] == 1, row -> amounts[row] / rates[row]);
    }

    double saved(double threshold, List<Integer> rows, double recovered, double cost) {
        return recovered
                        * sum(
                                rows,
                                row -> scores[row] >= threshold && labels[row] == 1,
                                row -> amounts[row] / rates[row])
                - cost * alerts(threshold, rows);
    }

    private long cardsWith(List<Integer> rows, IntPredicate which) {
        return rows.stream()
                .filter(which::test)
                .map(row -> cards[row])
                .distinct()
                .count();
    }

    double accountDetection(double threshold, List<Integer> rows) {
        return (double) cardsWith(rows, row -> scores[row] >= threshold && labels[row] == 1)
                / cardsWith(rows, row -> labels[row] == 1);
    }

    double accountFalsePositives(double threshold, List<Integer> rows) {
        long wrong = cardsWith(
                rows,
                row -> scores[row] >= threshold
                        && rows.stream().noneMatch(other -> cards[other] == cards[row] && labels[other] == 1));
        double found = cardsWith(rows, row -> scores[row] >= threshold && labels[row] == 1);
        return found == 0 ? Double.NaN : wrong / found;
    }

    double precision(int k, List<Integer> rows) {
        double found = 0;
        for (int row : rows) {
            found += labels[row] == 1 ? shareInTop(k, row, rows) / rates[row] : 0;
        }
        return alerts(0, rows) < k ? Double.NaN : found / k;
    }

    /** The share of a row that is among the first k events: all of what is above the cut, in proportion at the cut. */
    private double shareInTop(int k, int row, List<Integer> rows) {
        double above = sum(rows, other -> scores[other] > scores[row], other -> 1 / rates[other]);
        double beside = sum(rows, other -> scores[other] == scores[row], other -> 1 / rates[other]);
        return Math.max(0, Math.min(1, (k - above) / beside));
    }

    /** By one row for each card: its highest score, a fraud if any is. */
    double cardPrecision(int k, List<Integer> rows) {
        Map<Integer, Integer> places = new HashMap<>();
        rows.forEach(row -> places.putIfAbsent(cards[row], places.size()));
        float[] cardLabels = new float[places.size()];
        float[] cardScores = new float[places.size()];
        double[] ones = new double[places.size()];
        for (int row : rows) {
            int place = places.getOrDefault(cards[row], -1);
            cardLabels[place] = Math.max(cardLabels[place], labels[row]);
            cardScores[place] = Math.max(cardScores[place], scores[row]);
            ones[place] = 1;
        }
        PlainScorecard byCard = new PlainScorecard(
                cardLabels,
                cardScores,
                new long[ones.length],
                new int[ones.length],
                new double[ones.length],
                ones,
                zone);
        return byCard.precision(k, byCard.all());
    }
}
