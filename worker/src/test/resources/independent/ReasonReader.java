import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.ml.lightgbm.lightgbmlib;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import com.sun.jna.ptr.PointerByReference;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;

/**
 * Turns one row into the reasons of its score, from what contracts/README.md says ("Reasons", "Encoding") and the
 * bundle's folder; it knows nothing else of the factory. The row is a JSON object with a value for each feature, null
 * where it has none. Prints the greatest reasons, one a line: what the feature adds to the log-odds, its name and its
 * text.
 *
 * <p>Usage: {@code java ReasonReader.java BUNDLE_FOLDER ROW_JSON HOW_MANY}
 */
public final class ReasonReader {
    private record Reason(float contribution, String feature, String text) {}

    private ReasonReader() {}

    public static void main(String[] arguments) throws Exception {
        Path bundle = Path.of(arguments[0]);
        ObjectMapper json = new ObjectMapper();
        JsonNode descriptor =
                json.readTree(bundle.resolve("model_artifact.json").toFile());
        JsonNode features = descriptor.path("features");
        JsonNode row = json.readTree(arguments[1]);
        float[] values = new float[features.size()];
        for (int column = 0; column < values.length; column++) {
            values[column] = encode(
                    features.path(column),
                    row.path(features.path(column).path("name").textValue()));
        }
        float[] contributions = switch (descriptor.path("format").textValue()) {
            case "logistic-json" ->
                ofSum(json.readTree(bundle.resolve("model.json").toFile()).path("features"), values);
            case "lightgbm-text" -> ofLightgbm(Files.readString(bundle.resolve("model.txt")), values);
            case "xgboost-ubj" -> ofXgboost(bundle.resolve("model.ubj"), values);
            default ->
                throw new IllegalArgumentException("no library for models of the format " + descriptor.path("format"));
        };
        List<Reason> reasons = new ArrayList<>();
        for (int column = 0; column < values.length; column++) {
            JsonNode feature = features.path(column);
            if (contributions[column] > 0) {
                reasons.add(new Reason(
                        contributions[column],
                        feature.path("name").textValue(),
                        feature.path("reason_text").asText("-")));
            }
        }
        reasons.sort(Comparator.comparingDouble(Reason::contribution).reversed());
        reasons.stream()
                .limit(Integer.parseInt(arguments[2]))
                .forEach(reason -> System.out.printf(
                        Locale.ROOT, "%.4f %s %s%n", reason.contribution(), reason.feature(), reason.text()));
    }

    private static float[] ofXgboost(Path file, float[] values) throws Exception {
        Booster model = XGBoost.loadModel(Files.readAllBytes(file));
        return model.predictContrib(new DMatrix(values, 1, values.length, Float.NaN), 0)[0];
    }

    /** LightGBM's C interface, as far as a row's contributions need it; the last of them is the expected margin. */
    private interface Lightgbm extends Library {
        int FLOAT64 = 1;
        int CONTRIBUTIONS = 3;

        int LGBM_BoosterLoadModelFromString(String model, IntByReference iterations, PointerByReference booster);

        int LGBM_BoosterPredictForMat(
                Pointer booster,
                double[] rows,
                int type,
                int count,
                int columns,
                int rowMajor,
                int what,
                int firstIteration,
                int iterations,
                String parameters,
                LongByReference length,
                double[] result);

        String LGBM_GetLastError();
    }

    private static float[] ofLightgbm(String model, float[] values) throws IOException {
        Path file = Files.createTempFile("lib_lightgbm", ".so");
        try (InputStream packed = lightgbmlib.class.getResourceAsStream("linux/x86_64/lib_lightgbm.so")) {
            Files.copy(packed, file, StandardCopyOption.REPLACE_EXISTING);
        }
        Lightgbm library = Native.load(file.toString(), Lightgbm.class);
        Files.delete(file);
        PointerByReference booster = new PointerByReference();
        check(library, library.LGBM_BoosterLoadModelFromString(model, new IntByReference(), booster));
        double[] row = new double[values.length];
        for (int column = 0; column < row.length; column++) {
            row[column] = values[column];
        }
        double[] result = new double[row.length + 1];
        check(
                library,
                library.LGBM_BoosterPredictForMat(
                        booster.getValue(),
                        row,
                        Lightgbm.FLOAT64,
                        1,
                        row.length,
                        1,
                        Lightgbm.CONTRIBUTIONS,
                        0,
                        -1,
                        "",
                        new LongByReference(),
                        result));
        float[] contributions = new float[row.length];
        for (int column = 0; column < row.length; column++) {
            contributions[column] = (float) result[column];
        }
        return contributions;
    }

    private static void check(Lightgbm library, int status) {
        if (status != 0) {
            throw new IllegalStateException(library.LGBM_GetLastError());
        }
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
