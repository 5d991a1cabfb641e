package io.modelfactory.local.simulate;

import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Where a dataset goes and what it is called.
 *
 * @param storeRoot folder that is the object store
 * @param platformRunId first part of every key
 * @param datasetManifestId name of the dataset within the platform run
 */
public record DatasetTarget(Path storeRoot, String platformRunId, String datasetManifestId) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.:-]{0,127}");

    public DatasetTarget {
        requireName("platformRunId", platformRunId);
        requireName("datasetManifestId", datasetManifestId);
    }

    /** Key of the DatasetManifest: what a training request refers to. */
    public String manifestKey() {
        return platformRunId + "/ofs/manifests/" + datasetManifestId + ".json";
    }

    /** Key of the DatasetMaterialization. */
    public String materializationKey() {
        return datasetKey("materialization.json");
    }

    String datasetKey(String fileName) {
        return platformRunId + "/ofs/datasets/" + datasetManifestId + "/" + fileName;
    }

    DatasetTarget renamed(String otherManifestId) {
        return new DatasetTarget(storeRoot, platformRunId, otherManifestId);
    }

    private static void requireName(String field, String value) {
        if (!NAME.matcher(value).matches()) {
            throw new IllegalArgumentException(
                    field + " is '" + value + "'; give 1 to 128 letters, digits or any of . _ : - after the first");
        }
    }
}
