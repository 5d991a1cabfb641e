package io.modelfactory.worker.app.starter;

import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.resolve.DatasetManifest;
import io.modelfactory.worker.resolve.DatasetMaterialization;

/**
 * A dataset in the store, as far as it decides about the files that are fitted to it.
 *
 * @param manifestRef what a request refers to
 * @param rows that have a label
 * @param positives rows of the positive class
 */
public record StarterDataset(
        String manifestRef,
        DatasetManifest manifest,
        DatasetMaterialization materialization,
        long rows,
        long positives) {

    String id() {
        return manifest.datasetManifestId();
    }

    boolean hasTimes() {
        return materialization.columns().eventTime().isPresent();
    }

    boolean hasEntities() {
        return materialization.columns().entityId().isPresent();
    }

    long features(FeatureType type) {
        return materialization.columns().features().stream()
                .filter(feature -> feature.type() == type)
                .count();
    }
}
