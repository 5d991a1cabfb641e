package io.modelfactory.worker.evaluate;

import io.modelfactory.worker.dataset.EventRoles;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * How many of the k highest scores of a day are frauds, by event and by entity: precision and card precision top-k of
 * Y. Le Borgne et al., Reproducible Machine Learning for Credit Card Fraud Detection (2022), 4.4. Ties at the cut count
 * in proportion, as if they were broken at random.
 */
final class DailyTop {
    private final float[] scores;
    private final boolean[] fraud;
    private final double[] events;
    private final int[] entityOfRow;
    private final int[][] rowsOfEntity;

    private DailyTop(float[] scores, boolean[] fraud, double[] events, int[] entityOfRow, int[][] rowsOfEntity) {
        this.scores = scores;
        this.fraud = fraud;
        this.events = events;
        this.entityOfRow = entityOfRow;
        this.rowsOfEntity = rowsOfEntity;
    }

    /** Says how often a row of the day occurs, by its place in the ranking. */
    interface Occurrences {
        int of(int place);
    }

    /** @param ranked the rows of the day, from the highest score to the lowest */
    static DailyTop of(float[] labels, float[] scores, EventRoles roles, int[] ranked) {
        int size = ranked.length;
        float[] rankedScores = new float[size];
        boolean[] fraud = new boolean[size];
        double[] events = new double[size];
        for (int place = 0; place < size; place++) {
            rankedScores[place] = scores[ranked[place]];
            fraud[place] = labels[ranked[place]] > 0;
            events[place] = AlertBudget.eventsOf(roles, ranked[place]);
        }
        int[] entityOfRow =
                roles.entities().map(entities -> numbered(entities, ranked)).orElse(new int[0]);
        return new DailyTop(rankedScores, fraud, events, entityOfRow, grouped(entityOfRow));
    }

    /** Numbers from 0 in the order of the ranking. */
    private static int[] numbered(int[] entities, int[] ranked) {
        Map<Integer, Integer> numbers = new HashMap<>();
        int[] numberOfRow = new int[ranked.length];
        for (int place = 0; place < ranked.length; place++) {
            numbers.putIfAbsent(entities[ranked[place]], numbers.size());
            numberOfRow[place] = numbers.getOrDefault(entities[ranked[place]], 0);
        }
        return numberOfRow;
    }

    private static int[][] grouped(int[] entityOfRow) {
        int[] sizes = new int[Arrays.stream(entityOfRow).max().orElse(-1) + 1];
        for (int entity : entityOfRow) {
            sizes[entity]++;
        }
        int[][] places = Arrays.stream(sizes).mapToObj(int[]::new).toArray(int[][]::new);
        for (int place = entityOfRow.length - 1; place >= 0; place--) {
            int entity = entityOfRow[place];
            places[entity][--sizes[entity]] = place;
        }
        return places;
    }

    boolean hasEntities() {
        return rowsOfEntity.length > 0;
    }

    /** By event, each for 1 over its sampling rate; NaN if the day has fewer than k. */
    double precision(int k, Occurrences times) {
        Taken taken = new Taken(k);
        for (int place = 0; place < scores.length && taken.isOpenFor(scores[place]); place++) {
            double size = events[place] * times.of(place);
            taken.add(scores[place], size, fraud[place]);
        }
        return taken.share();
    }

    /**
     * By entity. It has its highest score of the day, and is a fraud if any of its events of the day is. NaN if the day
     * has fewer than k.
     *
     * @param wholeEntities whether all rows of an entity occur equally often, so that it occurs as often; otherwise it
     *     occurs once if any of its rows does
     */
    double cardPrecision(int k, Occurrences times, boolean wholeEntities) {
        Taken taken = new Taken(k);
        boolean[] seen = new boolean[rowsOfEntity.length];
        for (int place = 0; place < scores.length && taken.isOpenFor(scores[place]); place++) {
            int occurs = times.of(place);
            int entity = entityOfRow[place];
            if (occurs > 0 && !seen[entity]) {
                seen[entity] = true;
                taken.add(scores[place], wholeEntities ? occurs : 1, isFraud(entity, times));
            }
        }
        return taken.share();
    }

    private boolean isFraud(int entity, Occurrences times) {
        for (int place : rowsOfEntity[entity]) {
            if (fraud[place] && times.of(place) > 0) {
                return true;
            }
        }
        return false;
    }

    /** What is taken from the top on, until it is k. */
    private static final class Taken {
        private final int k;
        private double open;
        private double found;
        private float score = Float.NaN;
        private double tied;
        private double tiedFrauds;

        Taken(int k) {
            this.k = k;
            this.open = k;
        }

        /** Whether a row of a score can be among the first k: also one of the score at the cut. */
        boolean isOpenFor(float next) {
            return next == score || open > tied;
        }

        void add(float next, double size, boolean isFraud) {
            if (next != score) {
                close();
                score = next;
            }
            tied += size;
            tiedFrauds += isFraud ? size : 0;
        }

        private void close() {
            if (tied > 0) {
                double taken = Math.min(open, tied);
                found += tiedFrauds * (taken / tied);
                open -= taken;
                tied = 0;
                tiedFrauds = 0;
            }
        }

        double share() {
            close();
            return open > 0 ? Double.NaN : found / k;
        }
    }
}
