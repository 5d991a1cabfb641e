package io.modelfactory.worker.algorithm.xgboost;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * Reads models in the JSON form that XGBoost documents ("Introduction to Model IO"), one token at a time, for a model
 * can be large. The library cannot cut a model.
 */
final class XgboostModelJson {
    /** A split of the missing values from all others is below minus infinity, which standard JSON has no word for. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .disable(JsonWriteFeature.WRITE_NAN_AS_STRINGS)
            .build()
            .setCodec(new ObjectMapper());

    private static final String TREES = "trees";
    private static final String BASE_SCORE = "base_score";

    private XgboostModelJson() {}

    /** The model of the first rounds only, each of one tree. */
    static byte[] firstRounds(byte[] model, int rounds) throws IOException {
        ByteArrayOutputStream cut = new ByteArrayOutputStream(model.length);
        try (JsonParser in = JSON.createParser(model);
                JsonGenerator out = JSON.createGenerator(cut)) {
            while (in.nextToken() != null) {
                out.copyCurrentEvent(in);
                if (in.currentToken() == JsonToken.FIELD_NAME) {
                    switch (in.currentName()) {
                        case TREES, "tree_info" -> copyElements(in, out, rounds);
                        case "iteration_indptr" -> copyElements(in, out, rounds + 1);
                        case "num_trees" -> {
                            in.nextToken();
                            out.writeString(String.valueOf(rounds));
                        }
                        default -> {
                            // Everything else stays as it is.
                        }
                    }
                }
            }
        }
        return cut.toByteArray();
    }

    /** The same trees, added to the log-odds of another probability. */
    static byte[] withBaseScore(byte[] model, float probability) throws IOException {
        ByteArrayOutputStream changed = new ByteArrayOutputStream(model.length);
        try (JsonParser in = JSON.createParser(model);
                JsonGenerator out = JSON.createGenerator(changed)) {
            while (in.nextToken() != null) {
                out.copyCurrentEvent(in);
                if (in.currentToken() == JsonToken.FIELD_NAME
                        && in.currentName().equals(BASE_SCORE)) {
                    in.nextToken();
                    // A list of one a class, and this model has one.
                    out.writeString("[" + probability + "]");
                }
            }
        }
        return changed.toByteArray();
    }

    private static void copyElements(JsonParser in, JsonGenerator out, int atMost) throws IOException {
        in.nextToken();
        out.writeStartArray();
        for (int element = 0; in.nextToken() != JsonToken.END_ARRAY; element++) {
            if (element < atMost) {
                out.copyCurrentStructure(in);
            } else {
                in.skipChildren();
            }
        }
        out.writeEndArray();
    }
}
