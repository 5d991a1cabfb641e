package io.modelfactory.worker.resolve;

import io.modelfactory.worker.resolve.TrainingProfile.SplitFractions;
import io.modelfactory.worker.resolve.TrainingProfile.SplitStrategy;
import io.modelfactory.worker.resolve.TrainingProfile.SplitUnit;

/**
 * Everything that decides which part an event is in. {@code contracts/README.md} has the recipe.
 *
 * @param unit what a split by hash places as a whole, and a split by time has on one side only
 * @param baseSeed of a split by hash
 * @param gapDays days before each later part of a split by time whose events are in no part
 */
public record SplitSettings(
        String recipe, SplitStrategy strategy, SplitUnit unit, long baseSeed, SplitFractions fractions, int gapDays) {

    public boolean byTime() {
        return strategy == SplitStrategy.TIME_BASED;
    }
}
