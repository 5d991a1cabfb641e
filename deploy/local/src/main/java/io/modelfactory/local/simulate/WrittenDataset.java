package io.modelfactory.local.simulate;

/**
 * A dataset that now lies in the store.
 *
 * @param target where, and under which name
 * @param rows number of rows in all its files
 * @param positives how many of them have the positive label
 * @param bytes size of all its files
 */
public record WrittenDataset(DatasetTarget target, long rows, long positives, long bytes) {
    /** Key of the DatasetManifest: what a training request refers to. */
    public String manifestKey() {
        return target.manifestKey();
    }
}
