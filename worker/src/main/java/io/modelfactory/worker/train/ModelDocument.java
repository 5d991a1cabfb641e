package io.modelfactory.worker.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * A model in the JSON form that XGBoost documents and keeps stable ("Introduction to Model IO"). The Java library cannot cut
 * a model; its document can be cut.
 */
final class ModelDocument {

    private ModelDocument() {}

    /** A new booster that has the first rounds only, each of one tree; the given one is left as it is. */
    static Booster firstRounds(Booster booster, int rounds) throws XGBoostError, IOException {
        JsonNode document = Json.parse(booster.toByteArray("json"));
        ObjectNode model = (ObjectNode) document.at("/learner/gradient_booster/model");
        truncate(model, "trees", rounds);
        truncate(model, "tree_info", rounds);
        truncate(model, "iteration_indptr", rounds + 1);
        ((ObjectNode) model.path("gbtree_model_param")).put("num_trees", String.valueOf(rounds));
        return XGBoost.loadModel(document.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void truncate(ObjectNode model, String member, int size) {
        ArrayNode kept = model.arrayNode(size);
        for (int i = 0; i < size; i++) {
            kept.add(model.path(member).path(i));
        }
        model.set(member, kept);
    }
}
