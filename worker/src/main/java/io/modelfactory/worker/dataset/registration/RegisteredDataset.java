package io.modelfactory.worker.dataset.registration;

import io.modelfactory.worker.dataset.summary.LabelCount;
import io.modelfactory.worker.resolve.DatasetManifest;
import io.modelfactory.worker.resolve.DatasetMaterialization;
import java.util.List;

/**
 * A dataset that is in the store.
 *
 * @param manifestRef what a training request refers to
 * @param labels the rows of each label value, the positive one first
 * @param alreadyThere whether the same dataset was there before, and nothing was written
 */
public record RegisteredDataset(
        String manifestRef,
        DatasetManifest manifest,
        DatasetMaterialization materialization,
        List<LabelCount> labels,
        boolean alreadyThere) {}
