import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;

/**
 * Turns one row into the reasons of its score, from what contracts/README.md says ("Reasons", "Encoding") and the bundle's
 * folder; it knows nothing else of the factory. The row is a JSON object with a value for each feature, null where it has
 * none. Prints the greatest reasons, one a line: what the feature adds to the log-odds, its name and its text.
 *
 * <p>Usage: {@code java ReasonReader.java BUNDLE_FOLDER ROW_JSON HOW_MANY}
 */
public final class ReasonReader {
    private record Reason(float contribution, String feature, String text) {}

    private ReasonReader() {}

    public static void main(String[] arguments) throws Exception {
        Path bundle = Path.of(arguments[0]);
        ObjectMapper json = new ObjectMapper();
        JsonNode features = json.readTree(bundle.resolve("model_artifact.json").toFile()).path("features");
        JsonNode row = json.readTree(arguments[1]);
        float[] values = new float[features.size()];
        for (int column = 0; column < values.length; column++) {
            values[column] = encode(features.path(column), row.path(features.path(column).path("name").textValue()));
        }
        Path logistic = bundle.resolve("model.json");
        float[] contributions = Files.exists(logistic)
                ? ofSum(json.readTree(logistic.toFile()).path("features"), values)
                : ofTrees(bundle.resolve("model.ubj"), values);
        List<Reason> reasons = new ArrayList<>();
        for (int column = 0; column < values.length; column++) {
            JsonNode feature = features.path(column);
            if (contributions[column] > 0) {
                reasons.add(new Reason(
                        contributions[column], feature.path("name").textValue(), feature.path("reason_text").asText("-")));
            }
        }
        reasons.sort(Comparator.comparingDouble(Reason::contribution).reversed());
        reasons.stream()
                .limit(Integer.parseInt(arguments[2]))
                .forEach(reason -> System.out.printf(
                        Locale.ROOT, "%.4f %s %s%n", reason.contribution(), reason.feature(), reason.text()));
    }

    private static float[] ofTrees(Path file, float[] values) throws Exception {
        Booster model = XGBoost.loadModel(Files.readAllBytes(file));
        return model.predictContrib(new DMatrix(values, 1, values.length, Float.NaN), 0)[0];
    }

    private static float[] ofSum(JsonNode features, float[] values) {
        float[] contributions = new float[values.length];
        for (int column = 0; column < values.length; column++) {
            JsonNode feature = features.path(column);
            JsonNode byCategory = feature.path("coefficients");
            double scale = feature.path("scale").doubleValue();
            double part;
            if (Float.isNaN(values[column])) {
                part = feature.path("missing").doubleValue();
            } else if (byCategory.isArray()) {
                part = byCategory.path((int) values[column]).doubleValue();
            } else {
                part = scale == 0
                        ? 0
                        : feature.path("coefficient").doubleValue()
                                * ((values[column] - feature.path("mean").doubleValue()) / scale);
            }
            contributions[column] = (float) (part - feature.path("expected").doubleValue());
        }
        return contributions;
    }

    private static float encode(JsonNode feature, JsonNode cell) {
        if (cell.isNull() || cell.isMissingNode()) {
            return Float.NaN;
        }
        if (feature.path("type").textValue().equals("numeric")) {
            return cell.floatValue();
        }
        JsonNode categories = feature.path("categories");
        for (int code = 0; code < categories.size(); code++) {
            if (categories.path(code).equals(cell)) {
                return code;
            }
        }
        return Float.NaN;
    }
}
