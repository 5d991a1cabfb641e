package io.modelfactory.worker.execution;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.resolve.InputFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * Payments of 300 cards over 40 days, 150 a day, with a signal in two features. Of the payments without fraud half are
 * kept, so that their sampling rate is 0.5; frauds weigh more the more money they are about.
 */
public final class CardPaymentsFixture {
    public static final int DAYS = 40;
    public static final int ROWS = DAYS * 150;

    private final Path store;

    public CardPaymentsFixture(Path store) {
        this.store = store;
    }

    /** @return the reference of its manifest; its materialization declares all roles */
    public String write(String id) throws IOException {
        return write(id, columns -> {});
    }

    /** @param changes to the declared columns */
    String write(String id, Consumer<ObjectNode> changes) throws IOException {
        String csv = put(InputFixture.RUN + "/ofs/datasets/" + id + "/part-00000.csv", rows());
        ObjectNode materialization = InputFixture.materializationDocument()
                .put("dataset_manifest_id", id)
                .put("row_count", ROWS);
        materialization
                .putArray("files")
                .add(Json.objectTree(ArtifactRef.of(csv, store.resolve(csv))).put("rows", ROWS));
        ObjectNode columns = materialization.withObjectProperty("columns");
        columns.put("event_time", "at")
                .put("entity_id", "card")
                .put("amount", "money")
                .put("weight", "heft")
                .put("sampling_rate", "share");
        var features = columns.putArray("features");
        features.addObject().put("name", "score").put("type", "numeric");
        features.addObject().put("name", "money").put("type", "numeric");
        changes.accept(columns);
        put(InputFixture.RUN + "/ofs/datasets/" + id + "/materialization.json", materialization.toString());
        ObjectNode manifest = InputFixture.manifestDocument().put("dataset_manifest_id", id);
        return put(InputFixture.RUN + "/ofs/manifests/" + id + ".json", manifest.toString());
    }

    /** Declares a feature of two values that say nothing. */
    static void withChannel(ObjectNode columns) {
        columns.withArray("features").addObject().put("name", "channel").put("type", "categorical");
    }

    /**
     * A training profile of a split by time.
     *
     * @param evaluation the members of {@code evaluation}
     */
    public String training(String name, String algorithm, String hyperParameters, String evaluation)
            throws IOException {
        return put("profiles/" + name + ".yaml", """
                policy_id: training
                revision: r1
                feature_definition_set: {feature_set_id: card_fraud_core, feature_set_version: v1}
                expected_manifest_schema_version: learning.dataset_manifest.v0
                split_recipe: mf.split.v1
                split_strategy: time_based
                split_fractions: {train: 0.5, validation: 0.2, test: 0.3}
                seed_policy: {recipe: mf.stage_seed.v1, base_seed: 41}
                algorithm_id: %s
                hyper_parameters: {%s}
                evaluation: {%s}
                """.formatted(algorithm, hyperParameters, evaluation));
    }

    public String governance(String name, String members) throws IOException {
        return put("profiles/" + name + ".yaml", "policy_id: governance\nrevision: r1\n" + members + "\n");
    }

    private static String rows() {
        SplittableRandom random = new SplittableRandom(17);
        StringBuilder csv = new StringBuilder("event_id,label,score,at,card,money,heft,share,channel\n");
        for (int row = 0; row < ROWS; row++) {
            boolean fraud = random.nextDouble() < 0.1;
            double score = random.nextGaussian() + (fraud ? 1.5 : 0);
            double money = Math.round(100 * Math.exp(3 + random.nextGaussian() + (fraud ? 0.7 : 0))) / 100.0;
            int second = row % 150 * 500;
            csv.append(String.format(
                    Locale.ROOT,
                    "e-%05d,%d,%.6f,2025-%02d-%02dT%02d:%02d:%02dZ,card-%03d,%.2f,%.4f,%s,%s\n",
                    row,
                    fraud ? 1 : 0,
                    score,
                    11 + row / 150 / 30,
                    row / 150 % 30 + 1,
                    second / 3600,
                    second / 60 % 60,
                    second % 60,
                    random.nextInt(300),
                    money,
                    fraud ? 1 + money / 100 : 1,
                    fraud ? "1" : "0.5",
                    row % 2 == 0 ? "web" : "shop"));
        }
        return csv.toString();
    }

    private String put(String key, String content) throws IOException {
        Path file = store.resolve(key);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, content);
        return key;
    }
}
