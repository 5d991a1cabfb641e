package io.modelfactory.worker.dataset.check;

import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;

import io.modelfactory.worker.dataset.split.HoldoutViews;
import io.modelfactory.worker.dataset.table.EventColumns;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.resolve.DatasetMaterialization;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import io.modelfactory.worker.resolve.ResolvedDataset;
import io.modelfactory.worker.resolve.TrainingProfile;
import io.modelfactory.worker.resolve.TrainingProfile.SplitStrategy;
import io.modelfactory.worker.resolve.TrainingProfile.SplitUnit;
import java.util.ArrayList;
import java.util.List;

/** Compares the declarations of datasets with each other and with the training profile; no data file is read. */
public final class DatasetConsistency {
    private DatasetConsistency() {}

    /** @return the columns that all datasets declare alike */
    public static EventColumns requireUsable(
            List<ResolvedDataset> datasets, TrainingProfile profile, HoldoutViews views) {
        List<DatasetMaterialization> materializations =
                datasets.stream().map(ResolvedDataset::materialization).toList();
        EventColumns columns = EventColumns.commonColumns(materializations);
        if (profile.split().unit() == SplitUnit.ENTITY && !columns.hasEntityId()) {
            throw new FailureException(
                    DATASET_INVALID, "columns.entity_id: is needed by the profile's split_unit: entity");
        }
        if (profile.excludesKnownCompromised()) {
            requireCompromiseRoles(columns);
        }
        if (!columns.hasEventTime()) {
            requireNoUseOfEventTime(datasets, profile);
        }
        views.requireReadable(columns);
        materializations.forEach(DatasetConsistency::requireMatchingRowCount);
        return columns;
    }

    private static void requireCompromiseRoles(EventColumns columns) {
        List<String> lacking = new ArrayList<>();
        if (!columns.hasEventTime()) {
            lacking.add("columns.event_time");
        }
        if (!columns.hasEntityId()) {
            lacking.add("columns.entity_id");
        }
        if (!columns.hasLabelObservedTime()) {
            lacking.add("columns.label_observed_time");
        }
        if (!lacking.isEmpty()) {
            throw new FailureException(
                    DATASET_INVALID,
                    String.join(" and ", lacking) + ": needed by the profile's exclude_known_compromised");
        }
    }

    /** A window that cannot be checked is no window: without event times, a manifest must not claim one. */
    private static void requireNoUseOfEventTime(List<ResolvedDataset> datasets, TrainingProfile profile) {
        List<String> uses = new ArrayList<>();
        if (profile.splitStrategy() == SplitStrategy.TIME_BASED) {
            uses.add("the profile's time_based split");
        }
        profile.evaluation().dailyMeasures().forEach(name -> uses.add("the profile's evaluation." + name));
        for (ResolvedDataset dataset : datasets) {
            if (dataset.manifest().labelBasis().maturityDays().isPresent()) {
                uses.add("the maturity_days of " + dataset.manifest().datasetManifestId());
            }
        }
        if (!uses.isEmpty()) {
            throw new FailureException(
                    DATASET_INVALID, "columns.event_time: is needed by " + String.join(" and ", uses));
        }
    }

    private static void requireMatchingRowCount(DatasetMaterialization materialization) {
        long rows = materialization.files().stream().mapToLong(DataFile::rows).sum();
        if (rows != materialization.rowCount()) {
            throw new FailureException(
                    DATASET_INVALID,
                    materialization.datasetManifestId() + ": row_count is " + materialization.rowCount()
                            + ", the rows of its files add up to " + rows);
        }
    }
}
