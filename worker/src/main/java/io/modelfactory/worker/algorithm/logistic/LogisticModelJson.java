package io.modelfactory.worker.algorithm.logistic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The stored form of a model, as {@code contracts/README.md} describes it: canonical JSON, every number with the digits
 * that give the same double back.
 */
final class LogisticModelJson {
    static final String SCHEMA_VERSION = "mf.logistic_model.v1";

    private static final String NUMERIC = "numeric";
    private static final String EXPECTED = "expected";
    private static final String CATEGORICAL = "categorical";

    private LogisticModelJson() {}

    static byte[] write(LogisticModel model) {
        ObjectNode document =
                Json.object().put("schema_version", SCHEMA_VERSION).put("intercept", model.intercept());
        ArrayNode features = document.putArray("features");
        for (int column = 0; column < model.terms().size(); column++) {
            FeatureTerm term = model.terms().get(column);
            ObjectNode feature = features.addObject()
                    .put("name", term.name())
                    .put("type", term.numeric() ? NUMERIC : CATEGORICAL)
                    .put("missing", model.coefficient(term.missing()));
            if (term.numeric()) {
                feature.put("mean", term.mean())
                        .put("scale", term.scale())
                        .put("coefficient", model.coefficient(term.first()));
            } else {
                ArrayNode categories = feature.putArray("coefficients");
                for (int i = 0; i < term.categories(); i++) {
                    categories.add(model.coefficient(term.first() + i));
                }
            }
            if (model.expectedParts().isPresent()) {
                feature.put(EXPECTED, model.expectedParts().get()[column]);
            }
        }
        return CanonicalJson.bytes(document);
    }

    /** @throws FailureException {@code TRAINING_FAILED} if the bytes are no such model */
    static LogisticModel read(byte[] content) {
        try {
            JsonNode document = Json.parse(content);
            require(SCHEMA_VERSION.equals(document.path("schema_version").asText()), "schema_version");
            JsonNode features = document.path("features");
            require(features.isArray(), "features");
            List<FeatureTerm> terms = new ArrayList<>();
            List<Double> coefficients = new ArrayList<>();
            for (JsonNode feature : features) {
                terms.add(term(feature, coefficients));
            }
            LogisticModel model = new LogisticModel(
                    number(document, "intercept"),
                    terms,
                    coefficients.stream().mapToDouble(Double::doubleValue).toArray());
            return features.path(0).has(EXPECTED) ? model.withExpectedParts(expectedParts(features)) : model;
        } catch (IOException | IllegalArgumentException e) {
            throw new FailureException(
                    FailureCode.TRAINING_FAILED, "the stored model cannot be loaded: it is no " + SCHEMA_VERSION, e);
        }
    }

    private static FeatureTerm term(JsonNode feature, List<Double> coefficients) {
        int first = coefficients.size();
        String name = feature.path("name").asText();
        String type = feature.path("type").asText();
        require(type.equals(NUMERIC) || type.equals(CATEGORICAL), "type");
        boolean numeric = type.equals(NUMERIC);
        if (numeric) {
            coefficients.add(number(feature, "coefficient"));
        } else {
            JsonNode categories = feature.path("coefficients");
            require(categories.isArray(), "coefficients");
            categories.forEach(value -> coefficients.add(finite(value, "coefficients")));
        }
        int categories = numeric ? 0 : coefficients.size() - first;
        coefficients.add(number(feature, "missing"));
        return new FeatureTerm(
                name,
                numeric,
                first,
                categories,
                numeric ? number(feature, "mean") : 0,
                numeric ? number(feature, "scale") : 0);
    }

    private static double[] expectedParts(JsonNode features) {
        double[] parts = new double[features.size()];
        for (int column = 0; column < parts.length; column++) {
            parts[column] = number(features.path(column), EXPECTED);
        }
        return parts;
    }

    private static double number(JsonNode object, String field) {
        return finite(object.path(field), field);
    }

    private static double finite(JsonNode value, String field) {
        require(value.isNumber() && Double.isFinite(value.doubleValue()), field);
        return value.doubleValue();
    }

    private static void require(boolean holds, String field) {
        if (!holds) {
            throw new IllegalArgumentException("wrong or missing: " + field);
        }
    }
}
