package io.modelfactory.worker.evaluate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.dataset.EventRoles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * How many of the k highest scores of a day are frauds, by event and by entity: precision and card precision top-k of
 * Y. Le Borgne et al., Reproducible Machine Learning for Credit Card Fraud Detection (2022), 4.4. Ties at the cut count
 * in proportion, as if they were broken at random.
 */
final class DailyTop {
    private final float[] labels;
    private final float[] scores;
    private final EventRoles roles;

    DailyTop(float[] labels, float[] scores, EventRoles roles) {
        this.labels = labels;
        this.scores = scores;
        this.roles = roles;
    }

    /** @param size what it stands for: an event for 1 over its sampling rate, an entity for itself */
    private record Ranked(float score, boolean fraud, double size) {}

    /** Adds the numbers of one day. */
    void add(int k, int[] rows, ArrayNode target) {
        ObjectNode json = target.addObject().put("k", k);
        eventPrecision(k, rows).ifPresent(share -> json.put("precision", share));
        entityPrecision(k, rows).ifPresent(share -> json.put("card_precision", share));
    }

    /** Adds the means over the days that have as many events, or entities. */
    void addMeans(int k, int[][] rowsOfDays, ArrayNode target) {
        ObjectNode json = target.addObject().put("k", k);
        List<Double> byEvent = new ArrayList<>();
        List<Double> byEntity = new ArrayList<>();
        for (int[] rows : rowsOfDays) {
            eventPrecision(k, rows).ifPresent(byEvent::add);
            entityPrecision(k, rows).ifPresent(byEntity::add);
        }
        putMean(json, "precision", byEvent);
        putMean(json, "card_precision", byEntity);
    }

    private static void putMean(ObjectNode json, String name, List<Double> values) {
        if (!values.isEmpty()) {
            double sum = 0;
            for (double value : values) {
                sum += value;
            }
            json.put(name, sum / values.size());
        }
    }

    private OptionalDouble eventPrecision(int k, int[] rows) {
        return precision(
                k,
                Arrays.stream(rows)
                        .mapToObj(row -> new Ranked(scores[row], labels[row] > 0, AlertBudget.eventsOf(roles, row)))
                        .toList());
    }

    /** An entity has its highest score of the day, and is a fraud if any of its events of the day is. */
    private OptionalDouble entityPrecision(int k, int[] rows) {
        return roles.entities()
                .map(entities -> {
                    Map<Integer, Ranked> byEntity = new TreeMap<>();
                    for (int row : rows) {
                        byEntity.merge(
                                entities[row],
                                new Ranked(scores[row], labels[row] > 0, 1),
                                (one, other) -> new Ranked(
                                        Math.max(one.score(), other.score()), one.fraud() || other.fraud(), 1));
                    }
                    return precision(k, List.copyOf(byEntity.values()));
                })
                .orElse(OptionalDouble.empty());
    }

    private static OptionalDouble precision(int k, List<Ranked> unordered) {
        List<Ranked> ranked = unordered.stream()
                .sorted(Comparator.comparing(Ranked::score).reversed())
                .toList();
        double open = k;
        double found = 0;
        for (int from = 0; from < ranked.size() && open > 0; ) {
            int to = from;
            double size = 0;
            double frauds = 0;
            while (to < ranked.size()
                    && ranked.get(to).score() == ranked.get(from).score()) {
                size += ranked.get(to).size();
                frauds += ranked.get(to).fraud() ? ranked.get(to).size() : 0;
                to++;
            }
            double taken = Math.min(open, size);
            found += frauds * (taken / size);
            open -= taken;
            from = to;
        }
        return open > 0 ? OptionalDouble.empty() : OptionalDouble.of(found / k);
    }
}
