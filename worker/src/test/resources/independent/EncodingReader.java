import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;

/**
 * Encodes the rows of a CSV file for a published bundle and scores them, from what contracts/README.md says of the encoding
 * ("Recipes", mf.encoding) and the bundle's own folder; it knows nothing else of the factory. It reads CSV by the default
 * dialect without line ends inside of fields. Prints a line of JSON for each row: its encoded values (null for NaN) and its
 * score.
 *
 * <p>Usage: {@code java EncodingReader.java BUNDLE_FOLDER DATA.csv [MISSING_MARK ...]}
 */
public final class EncodingReader {
    private static final ObjectMapper JSON = new ObjectMapper();

    private EncodingReader() {}

    public static void main(String[] arguments) throws Exception {
        Path bundle = Path.of(arguments[0]);
        List<String> missing = new ArrayList<>(List.of(""));
        missing.addAll(List.of(arguments).subList(2, arguments.length));
        JsonNode descriptor = JSON.readTree(bundle.resolve("model_artifact.json").toFile());
        List<String> lines = Files.readAllLines(Path.of(arguments[1]));
        List<String> header = fields(lines.get(0));
        JsonNode features = descriptor.path("features");
        int width = features.size();
        float[] values = new float[(lines.size() - 1) * width];
        for (int column = 0; column < width; column++) {
            JsonNode feature = features.path(column);
            int position = header.indexOf(feature.path("name").textValue());
            Map<String, Integer> codes = codes(feature.path("categories"));
            boolean numeric = feature.path("type").textValue().equals("numeric");
            for (int row = 1; row < lines.size(); row++) {
                String text = textForm(fields(lines.get(row)).get(position));
                values[(row - 1) * width + column] = missing.contains(text)
                        ? Float.NaN
                        : numeric ? Float.parseFloat(text) : code(codes, text);
            }
        }
        Booster model = XGBoost.loadModel(Files.readAllBytes(bundle.resolve(descriptor.path("model").path("ref")
                .textValue()
                .replaceFirst(".*/", ""))));
        float[][] scores = model.predict(new DMatrix(values, lines.size() - 1, width, Float.NaN));
        for (float[] score : scores) {
            score[0] = calibrated(descriptor.path("calibration"), score[0]);
        }
        print(values, width, scores);
    }

    /** "Calibration" of the recipes. */
    private static float calibrated(JsonNode calibration, float score) {
        if (calibration.isMissingNode()) {
            return score;
        }
        if (calibration.path("method").textValue().equals("sigmoid")) {
            double inside = Math.min(Math.max(score, Float.MIN_VALUE), 1 - 0x1p-25);
            double logOdds = Math.log(inside / (1 - inside));
            return (float) (1 / (1 + Math.exp(-(calibration.path("slope").doubleValue() * logOdds
                    + calibration.path("intercept").doubleValue()))));
        }
        JsonNode points = calibration.path("points");
        int reached = 0;
        while (reached < points.size() && points.path(reached).path("score").floatValue() <= score) {
            reached++;
        }
        if (reached == 0 || reached == points.size()) {
            return points.path(Math.max(0, reached - 1)).path("probability").floatValue();
        }
        double x = points.path(reached - 1).path("score").floatValue();
        double y = points.path(reached - 1).path("probability").floatValue();
        double u = points.path(reached).path("score").floatValue();
        double v = points.path(reached).path("probability").floatValue();
        return (float) Math.min(v, y + (v - y) * ((score - x) / (u - x)));
    }

    /** A category's code is its position in the list. */
    private static Map<String, Integer> codes(JsonNode categories) {
        Map<String, Integer> codes = new HashMap<>();
        categories.forEach(category -> codes.put(category.textValue(), codes.size()));
        return codes;
    }

    /** A category that is not in the list is NaN, as a missing one is. */
    private static float code(Map<String, Integer> codes, String text) {
        Integer code = codes.get(text);
        return code == null ? Float.NaN : code;
    }

    /** Blanks at the ends do not count, nor do zeros after the point of a whole number. */
    private static String textForm(String field) {
        return field.replaceAll("^[ \t\n\u000b\f\r]+|[ \t\n\u000b\f\r]+$", "").replaceAll("^(-?[1-9]\\d*|0)\\.0+$", "$1");
    }

    private static List<String> fields(String line) {
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char next = line.charAt(i);
            if (next == '"' && quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                field.append('"');
                i++;
            } else if (next == '"') {
                quoted = !quoted;
            } else if (next == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(next);
            }
        }
        fields.add(field.toString());
        return fields;
    }

    private static void print(float[] values, int width, float[][] scores) throws IOException {
        for (int row = 0; row < scores.length; row++) {
            ObjectNode line = JSON.createObjectNode();
            ArrayNode encoded = line.putArray("values");
            for (int column = 0; column < width; column++) {
                float value = values[row * width + column];
                if (Float.isNaN(value)) {
                    encoded.addNull();
                } else {
                    encoded.add(value);
                }
            }
            System.out.println(line.put("score", scores[row][0]));
        }
    }
}
