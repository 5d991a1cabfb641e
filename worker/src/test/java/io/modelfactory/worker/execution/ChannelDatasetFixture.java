package io.modelfactory.worker.execution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.resolve.InputFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/**
 * 2,000 payments whose risk lies in their channel, most of all in {@code pos}, and a little in their amount. A model
 * that takes one channel for another scores no better than chance.
 */
final class ChannelDatasetFixture {
    private static final int ROWS = 2_000;

    private ChannelDatasetFixture() {}

    /** @param features in the order in which the dataset declares them */
    static String write(Path store, String id, List<String> channels, List<String> features) throws IOException {
        String folder = InputFixture.RUN + "/ofs/datasets/" + id + "/";
        String csv = write(store, folder + "part-00000.csv", rows(channels));
        ObjectNode materialization = InputFixture.materializationDocument()
                .put("dataset_manifest_id", id)
                .put("row_count", ROWS);
        materialization
                .putArray("files")
                .add(Json.objectTree(ArtifactRef.of(csv, store.resolve(csv))).put("rows", ROWS));
        var declared = materialization.withObjectProperty("columns").putArray("features");
        features.forEach(name ->
                declared.addObject().put("name", name).put("type", name.equals("channel") ? "categorical" : "numeric"));
        write(store, folder + "materialization.json", materialization.toString());
        return write(
                store,
                InputFixture.RUN + "/ofs/manifests/" + id + ".json",
                InputFixture.manifestDocument().put("dataset_manifest_id", id).toString());
    }

    private static String rows(List<String> channels) {
        SplittableRandom random = new SplittableRandom(41);
        StringBuilder csv = new StringBuilder("event_id,label,amount,channel\n");
        for (int row = 0; row < ROWS; row++) {
            String channel = channels.get(random.nextInt(channels.size()));
            int amount = random.nextInt(100);
            double risk = (channel.equals("pos") ? 0.5 : 0.05) + (amount < 30 ? 0.2 : 0);
            int label = random.nextDouble() < risk ? 1 : 0;
            // The fraction keeps rows apart: a data set that repeats its rows is refused.
            csv.append("e-%04d,%d,%d.%04d,%s\n".formatted(row, label, amount, row, channel));
        }
        return csv.toString();
    }

    private static String write(Path store, String key, String content) throws IOException {
        Path file = store.resolve(key);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
        return key;
    }
}
