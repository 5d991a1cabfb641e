package io.modelfactory.worker.app.worker;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.resolve.InputFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.regex.Pattern;

/**
 * A data set in which every role, and a column without one, has values that are found nowhere else by chance.
 *
 * @param tag in all values that identify a person, so that one data set's can be told from another's
 */
record PersonalDataset(String tag) {
    static final int ROWS = 1_200;
    static final String RUN = InputFixture.RUN;

    String id() {
        return "dm_" + tag;
    }

    Pattern eventIds() {
        return Pattern.compile("EVENT-" + tag + "-[0-9]{4}");
    }

    /** Of weight and sampling rate, which identify no one. */
    static final Pattern FACTORS = Pattern.compile("1\\.73205[0-9]?|0\\.57721[0-9]?");

    Pattern labelValues() {
        return Pattern.compile("KIND-%s-(BAD|GOOD)".formatted(tag));
    }

    /**
     * Of the entity, the amount, a number and a category of one row, the fractions of both times, and the column that
     * the materialization does not name.
     */
    Pattern personalValues() {
        return Pattern.compile(
                "CARD-%1$s-[0-9]{3}|87654\\.|31415926|RARE-%1$s-NAME|271828|141421|NOTE-%1$s-".formatted(tag));
    }

    /** The rows with a header; a value of one of them may be replaced. */
    String rows(Map<String, String> columnsOfRow23) {
        SplittableRandom random = new SplittableRandom(7);
        StringBuilder csv =
                new StringBuilder("event_id,label,score,holder,happened,labelled,card,money,factor,rate,note\n");
        for (int row = 0; row < ROWS; row++) {
            int score = random.nextInt(100);
            boolean bad = random.nextDouble() < (score < 40 ? 0.6 : 0.1);
            String holder = row == 17 ? "RARE-%s-NAME".formatted(tag) : row % 2 == 0 ? "plain-a" : "plain-b";
            String number = row == 19 ? "31415926" : "%d.%04d".formatted(score, row);
            csv.append(value(columnsOfRow23, row, "event_id", "EVENT-%s-%04d".formatted(tag, row)))
                    .append(value(columnsOfRow23, row, "label", "KIND-%s-%s".formatted(tag, bad ? "BAD" : "GOOD")))
                    .append(value(columnsOfRow23, row, "score", number))
                    .append(value(columnsOfRow23, row, "holder", holder))
                    .append(value(columnsOfRow23, row, "happened", day(1, row) + "T10:00:00.271828Z"))
                    .append(value(columnsOfRow23, row, "labelled", day(2, row) + "T10:00:00.141421Z"))
                    .append(value(columnsOfRow23, row, "card", "CARD-%s-%03d".formatted(tag, row % 150)))
                    .append(value(columnsOfRow23, row, "money", "87654.%04d".formatted(row)))
                    .append(value(columnsOfRow23, row, "factor", "1.73205" + row % 7))
                    .append(value(columnsOfRow23, row, "rate", "0.57721" + row % 7))
                    .append("NOTE-%s-%04d\n".formatted(tag, row));
        }
        return csv.toString();
    }

    private static String day(int month, int row) {
        return "2025-%02d-%02d".formatted(month, row % 28 + 1);
    }

    private static String value(Map<String, String> replaced, int row, String column, String value) {
        return (row == 23 ? replaced.getOrDefault(column, value) : value) + ",";
    }

    /** Writes file, materialization and manifest; returns the manifest's key. */
    String write(Path store, String rows) throws IOException {
        String folder = RUN + "/ofs/datasets/" + id();
        String csv = put(store, folder + "/part-00000.csv", rows);
        long count = rows.lines().count() - 1;
        ObjectNode materialization = InputFixture.materializationDocument()
                .put("dataset_manifest_id", id())
                .put("row_count", count);
        materialization
                .putArray("files")
                .add(Json.objectTree(ArtifactRef.of(csv, store.resolve(csv))).put("rows", count));
        ObjectNode columns = materialization
                .withObjectProperty("columns")
                .put("positive_label", "KIND-%s-BAD".formatted(tag))
                .put("negative_label", "KIND-%s-GOOD".formatted(tag))
                .put("event_time", "happened")
                .put("label_observed_time", "labelled")
                .put("entity_id", "card")
                .put("amount", "money")
                .put("weight", "factor")
                .put("sampling_rate", "rate");
        ArrayNode features = columns.putArray("features");
        features.addObject().put("name", "score").put("type", "numeric");
        features.addObject().put("name", "holder").put("type", "categorical");
        put(store, folder + "/materialization.json", materialization.toString());
        ObjectNode manifest = InputFixture.manifestDocument().put("dataset_manifest_id", id());
        return put(store, RUN + "/ofs/manifests/" + id() + ".json", manifest.toString());
    }

    static String put(Path store, String key, String content) throws IOException {
        Path file = store.resolve(key);
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        Files.writeString(file, content);
        return key;
    }
}
