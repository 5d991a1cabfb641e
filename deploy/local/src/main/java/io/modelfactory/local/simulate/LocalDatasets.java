package io.modelfactory.local.simulate;

import java.io.IOException;

/**
 * Writes datasets as the Offline Feature plane would: data files, DatasetMaterialization and, last, DatasetManifest, at
 * their contract keys. Keys are written once; writing the same dataset again changes nothing, and another one under the
 * same name is refused with {@link java.nio.file.FileAlreadyExistsException}.
 */
public final class LocalDatasets {
    private LocalDatasets() {}

    /**
     * Simulated card transactions: Parquet, 26 numeric and 4 categorical features of {@code card_fraud_core} v1, label
     * {@code label} with positive {@code fraud} (about 1 in 100), event and label times in UTC; {@code card_id} is the
     * entity, {@code amount} the money. Holds one file's rows and the last 30 days of each card and terminal in memory.
     */
    public static WrittenDataset cardFraud(SimulationSettings settings, DatasetTarget target) throws IOException {
        return SimulatedDataset.write(settings, target);
    }

    /**
     * 4,454 real credit applications: CSV, 9 numeric and 4 categorical features of {@code credit_core} v1, label
     * {@code Status} with positive {@code bad} (28.2 %), no times.
     */
    public static WrittenDataset credit(DatasetTarget target) throws IOException {
        return CreditDataset.write(target);
    }

    /**
     * The first rows of {@link #credit} alone.
     *
     * @param rows from 1 to 4,454
     */
    public static WrittenDataset firstCreditRows(int rows, DatasetTarget target) throws IOException {
        return CreditDataset.write(target, rows);
    }

    /** A copy under another id whose first file differs in one byte from what its digest promises. */
    public static WrittenDataset damagedCopy(WrittenDataset sound, String damagedManifestId) throws IOException {
        return DamagedDatasetCopy.write(sound, damagedManifestId);
    }
}
