package io.modelfactory.worker.model;

/**
 * From which training rows a model has learnt how to score a category that is not in its mapping. They are encoded as
 * such a category is: as NaN.
 *
 * @param missingRows had no value
 * @param rareCategories were left out of the mapping, because too few rows have them
 * @param rareRows had one of those
 * @param heldOutRows had a category of the mapping, which training was not shown, because the others were too few
 */
public record UnknownCategory(long missingRows, long rareCategories, long rareRows, long heldOutRows) {

    public UnknownCategory withHeldOutRows(long rows) {
        return new UnknownCategory(missingRows, rareCategories, rareRows, rows);
    }

    /** Training rows without a category of the mapping, before any are held out. */
    public long naturalRows() {
        return missingRows + rareRows;
    }

    /** All training rows that are encoded as NaN. */
    public long rows() {
        return naturalRows() + heldOutRows;
    }
}
