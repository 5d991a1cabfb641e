package io.modelfactory.worker.evaluate.scorecard;

import io.modelfactory.worker.dataset.table.EventRoles;
import io.modelfactory.worker.evaluate.rows.DenseNumbers;
import io.modelfactory.worker.model.IntColumn;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How many of the k highest scores of a day are frauds, by event and by entity: precision and card precision top-k of
 * Y. Le Borgne et al., Reproducible Machine Learning for Credit Card Fraud Detection (2022), 4.4. Ties at the cut count
 * in proportion, as if they were broken at random.
 */
final class DailyTop {
    private final float[] labels;
    private final float[] scores;
    private final EventRoles roles;
    /** The rows of the day, from the highest score to the lowest. */
    private final int[] ranked;
    /** By place in the ranking; empty without entities. */
    private final int[] entityOfPlace;
    /** The places of each entity, one entity after the other. */
    private final int[] places;
    /** Where the places of an entity begin, and behind the last one its end. */
    private final int[] firstOfEntity;

    private DailyTop(float[] labels, float[] scores, EventRoles roles, int[] ranked, int[] entityOfPlace) {
        this.labels = labels;
        this.scores = scores;
        this.roles = roles;
        this.ranked = ranked;
        this.entityOfPlace = entityOfPlace;
        this.firstOfEntity = new int[Arrays.stream(entityOfPlace).max().orElse(-1) + 2];
        this.places = new int[entityOfPlace.length];
        group();
    }

    /** Says how often a row of the day occurs, by its place in the ranking. */
    interface Occurrences {
        int of(int place);
    }

    /**
     * 12 bytes a row with entities, none without: the arrays that are given are kept.
     *
     * @param labels of all rows
     * @param ranked the rows of the day, from the highest score to the lowest
     */
    static DailyTop of(float[] labels, float[] scores, EventRoles roles, int[] ranked) {
        int[] entityOfPlace =
                roles.entities().map(entities -> numbered(entities, ranked)).orElse(new int[0]);
        return new DailyTop(labels, scores, roles, ranked, entityOfPlace);
    }

    /** Numbers from 0 of the day's entities. */
    private static int[] numbered(IntColumn entities, int[] ranked) {
        int[] numbers = IntStream.of(ranked).map(entities::get).toArray();
        DenseNumbers.number(numbers);
        return numbers;
    }

    private void group() {
        for (int entity : entityOfPlace) {
            firstOfEntity[entity + 1]++;
        }
        Arrays.parallelPrefix(firstOfEntity, Integer::sum);
        int[] next = firstOfEntity.clone();
        for (int place = 0; place < entityOfPlace.length; place++) {
            places[next[entityOfPlace[place]]++] = place;
        }
    }

    private float score(int place) {
        return scores[ranked[place]];
    }

    private boolean isFraud(int place) {
        return labels[ranked[place]] > 0;
    }

    boolean hasEntities() {
        return entityOfPlace.length > 0;
    }

    /** By event, each for 1 over its sampling rate; NaN if the day has fewer than k. */
    double precision(int k, Occurrences times) {
        Taken taken = new Taken(k);
        for (int place = 0; place < ranked.length && taken.isOpenFor(score(place)); place++) {
            double size = AlertBudget.eventsOf(roles, ranked[place]) * times.of(place);
            taken.add(score(place), size, isFraud(place));
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
        boolean[] seen = new boolean[firstOfEntity.length - 1];
        for (int place = 0; place < ranked.length && taken.isOpenFor(score(place)); place++) {
            int occurs = times.of(place);
            int entity = entityOfPlace[place];
            if (occurs > 0 && !seen[entity]) {
                seen[entity] = true;
                taken.add(score(place), wholeEntities ? occurs : 1, hasFraud(entity, times));
            }
        }
        return taken.share();
    }

    private boolean hasFraud(int entity, Occurrences times) {
        for (int i = firstOfEntity[entity]; i < firstOfEntity[entity + 1]; i++) {
            if (isFraud(places[i]) && times.of(places[i]) > 0) {
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
