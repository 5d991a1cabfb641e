package io.modelfactory.local.simulate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** A dataset whose documents are in order but whose first file has one wrong byte, as after a fault of a disk. */
final class DamagedDatasetCopy {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String ID = "dataset_manifest_id";
    private static final String REF = "ref";

    private DamagedDatasetCopy() {}

    static WrittenDataset write(WrittenDataset sound, String damagedManifestId) throws IOException {
        DatasetTarget source = sound.target();
        DatasetTarget target = source.renamed(damagedManifestId);
        WriteOnceFolder store = new WriteOnceFolder(source.storeRoot());
        ObjectNode materialization = document(store, source.materializationKey());
        materialization.put(ID, damagedManifestId);
        boolean first = true;
        for (JsonNode file : materialization.withArray("files")) {
            String key = file.path(REF).textValue();
            String copy = target.datasetKey(key.substring(key.lastIndexOf('/') + 1));
            store.put(copy, first ? damaged(store.read(key)) : store.read(key));
            ((ObjectNode) file).put(REF, copy);
            first = false;
        }
        ObjectNode manifest = document(store, source.manifestKey());
        manifest.put(ID, damagedManifestId);
        store.put(target.materializationKey(), JSON.writeValueAsBytes(materialization));
        store.put(target.manifestKey(), JSON.writeValueAsBytes(manifest));
        return new WrittenDataset(target, sound.rows(), sound.positives(), sound.bytes());
    }

    private static ObjectNode document(WriteOnceFolder store, String key) throws IOException {
        return (ObjectNode) JSON.readTree(store.read(key));
    }

    private static byte[] damaged(byte[] content) {
        content[content.length / 2] ^= 1;
        return content;
    }
}
