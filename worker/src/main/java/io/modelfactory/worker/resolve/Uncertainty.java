package io.modelfactory.worker.resolve;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import java.util.Optional;

/**
 * How a governance profile takes into account that test rows are few.
 *
 * @param judge what is judged by a check that {@code judgeByCheck} does not name
 * @param judgeByCheck by check, such as {@code min_auc_roc} or {@code max_regression_auc_roc}
 * @param level of two-sided intervals of a metric, and of one-sided bounds of a comparison; {@value #DEFAULT_LEVEL} if
 *     the profile says nothing
 * @param bootstrapDraws {@value #DEFAULT_DRAWS} if the profile says nothing
 * @param blocks rows that are drawn together; of its own accord days, or entities, or rows
 * @param effects by metric: by how much the candidate truly is better, for the power of the comparison; 0 if the
 *     profile says nothing
 */
public record Uncertainty(
        Judging judge,
        Optional<Map<String, Judging>> judgeByCheck,
        Optional<Double> level,
        Optional<Integer> bootstrapDraws,
        Optional<BlockUnit> blocks,
        Optional<Map<String, Double>> effects) {
    private static final double DEFAULT_LEVEL = 0.95;
    private static final int DEFAULT_DRAWS = 999;

    public Uncertainty {
        double tail = (1 - level.orElse(DEFAULT_LEVEL)) / 2;
        int total = bootstrapDraws.orElse(DEFAULT_DRAWS);
        if (tail * (total + 1) < 1 - 1e-9) {
            throw new IllegalArgumentException(
                    "uncertainty: " + total + " bootstrap_draws have no end at level " + level.orElse(DEFAULT_LEVEL));
        }
    }

    /** What a check compares with its threshold. */
    public enum Judging {
        /** The metric as measured. */
        @JsonProperty("point")
        POINT,
        /** Both ends of its interval. */
        @JsonProperty("bound")
        BOUND
    }

    /** Rows that a bootstrap draws together, because they are alike. */
    public enum BlockUnit {
        /** All rows of a calendar day. */
        @JsonProperty("day")
        DAY,
        /** All rows of an entity. */
        @JsonProperty("entity")
        ENTITY,
        /** Each row by itself. */
        @JsonProperty("row")
        ROW
    }

    public Judging judgingOf(String check) {
        return judgeByCheck.map(named -> named.get(check)).orElse(judge);
    }

    public double confidence() {
        return level.orElse(DEFAULT_LEVEL);
    }

    public int draws() {
        return bootstrapDraws.orElse(DEFAULT_DRAWS);
    }

    /** By how much the candidate truly is better in a metric, for the power of the comparison. */
    public double effectOn(String metric) {
        return effects.map(named -> named.get(metric)).orElse(0.0);
    }
}
