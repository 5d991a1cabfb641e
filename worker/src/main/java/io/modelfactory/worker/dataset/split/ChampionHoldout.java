package io.modelfactory.worker.dataset.split;

import java.util.Optional;

/**
 * The test rows that a champion and its challenger are compared on: those that the champion's own split shows it was
 * not fitted on.
 */
public final class ChampionHoldout {
    private final int[] rows;
    private final Optional<String> notComparable;

    private ChampionHoldout(int[] rows, Optional<String> notComparable) {
        this.rows = rows;
        this.notComparable = notComparable;
    }

    /** @param rows their positions in the test part, ascending */
    static ChampionHoldout of(int[] rows) {
        return new ChampionHoldout(rows, Optional.empty());
    }

    static ChampionHoldout notComparable(String why) {
        return new ChampionHoldout(new int[0], Optional.of(why));
    }

    /** Their positions in the test part, ascending; none if the two are not comparable. */
    public int[] rows() {
        return rows.clone();
    }

    /** Why no row can be shown to be unseen. */
    public Optional<String> notComparable() {
        return notComparable;
    }

    /** The values of the rows, from those of all test rows. */
    public float[] of(float[] testValues) {
        float[] values = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            values[i] = testValues[rows[i]];
        }
        return values;
    }
}
