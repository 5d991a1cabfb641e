import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Scores the golden vectors of a bundle with a model of the format xgboost-ubj, from what contracts/README.md says ("Golden
 * vectors", "Encoding", "Calibration") and the bundle's folder; it has no library but a reader of JSON. Prints for a right
 * scorer and for each of eight wrong ones how many rows have another margin or score than the sample states.
 *
 * <p>Usage: {@code java GoldenScorer.java BUNDLE_FOLDER}
 */
public final class GoldenScorer {
    private enum Mistake {
        NONE,
        BASE_SCORE,
        LESS_OR_EQUAL,
        MISSING_DIRECTION,
        DOUBLE_ARITHMETIC,
        CATEGORY_ORDER,
        NO_CALIBRATION,
        OTHER_ROUNDS,
        FEATURE_ORDER
    }

    private final JsonNode descriptor;
    private final List<Tree> trees = new ArrayList<>();
    private final Mistake mistake;

    private GoldenScorer(JsonNode descriptor, Map<?, ?> model, Mistake mistake) {
        this.descriptor = descriptor;
        this.mistake = mistake;
        Map<?, ?> booster = (Map<?, ?>) ((Map<?, ?>) model.get("learner")).get("gradient_booster");
        for (Object tree : (List<?>) ((Map<?, ?>) booster.get("model")).get("trees")) {
            trees.add(new Tree((Map<?, ?>) tree));
        }
    }

    public static void main(String[] arguments) throws Exception {
        Path bundle = Path.of(arguments[0]);
        ObjectMapper json = new ObjectMapper();
        JsonNode descriptor = json.readTree(bundle.resolve("model_artifact.json").toFile());
        JsonNode sample = json.readTree(bundle.resolve("scoring_sample.json").toFile());
        Map<?, ?> model;
        try (InputStream in = Files.newInputStream(bundle.resolve("model.ubj"))) {
            model = (Map<?, ?>) new UbjsonReader(in).value();
        }
        System.out.println("rows " + sample.path("rows").size());
        System.out.println("splits " + sample.at("/coverage/splits") + " both_sides " + sample.at("/coverage/both_sides"));
        for (Mistake mistake : Mistake.values()) {
            System.out.println(mistake + " " + new GoldenScorer(descriptor, model, mistake).wrongRows(sample));
        }
    }

    private int wrongRows(JsonNode sample) {
        JsonNode inputs = sample.has("inputs") ? sample.path("inputs") : sample.path("rows");
        int wrong = 0;
        for (int row = 0; row < inputs.size(); row++) {
            float margin = margin(encode(inputs.path(row)));
            float score = score(margin);
            double stated = sample.path("scores").path(row).doubleValue();
            boolean right = margin == sample.path("margins").path(row).floatValue()
                    && Math.abs(score - stated) <= 1e-6 * Math.max(score, stated);
            wrong += right ? 0 : 1;
        }
        return wrong;
    }

    private float[] encode(JsonNode input) {
        float[] values = new float[input.size()];
        for (int column = 0; column < values.length; column++) {
            JsonNode categories = descriptor.path("features").path(column).path("categories");
            JsonNode cell = input.path(column);
            values[column] = cell.isNull() ? Float.NaN : cell.isNumber() ? cell.floatValue() : code(categories, cell);
        }
        if (mistake == Mistake.FEATURE_ORDER) {
            float first = values[0];
            System.arraycopy(values, 1, values, 0, values.length - 1);
            values[values.length - 1] = first;
        }
        return values;
    }

    private float code(JsonNode categories, JsonNode text) {
        for (int code = 0; code < categories.size(); code++) {
            if (categories.path(code).equals(text)) {
                return mistake == Mistake.CATEGORY_ORDER ? categories.size() - 1 - code : code;
            }
        }
        return Float.NaN;
    }

    private float margin(float[] row) {
        float base = descriptor.at("/structure/base_margin").floatValue();
        float margin = mistake == Mistake.BASE_SCORE ? 0 : base;
        double sum = margin;
        int used = trees.size() - (mistake == Mistake.OTHER_ROUNDS ? 1 : 0);
        for (Tree tree : trees.subList(0, used)) {
            float leaf = tree.leaf(row);
            margin += leaf;
            sum += decimal(leaf);
        }
        return mistake == Mistake.DOUBLE_ARITHMETIC ? (float) sum : margin;
    }

    /** As who reads the model's numbers from a text has them, in 64 bits. */
    private static double decimal(float number) {
        return Double.parseDouble(Float.toString(number));
    }

    private float score(float margin) {
        float score = (float) (1 / (1 + Math.exp(-margin)));
        JsonNode calibration = descriptor.path("calibration");
        if (calibration.isMissingNode() || mistake == Mistake.NO_CALIBRATION) {
            return score;
        }
        double inside = Math.min(Math.max(score, Float.MIN_VALUE), 1 - 0x1p-25);
        double logOdds = Math.log(inside / (1 - inside));
        double calibrated = calibration.path("slope").doubleValue() * logOdds + calibration.path("intercept").doubleValue();
        return (float) (1 / (1 + Math.exp(-calibrated)));
    }

    private final class Tree {
        private final List<?> left;
        private final List<?> right;
        private final List<?> features;
        private final List<?> conditions;
        private final List<?> defaultLeft;
        private final List<?> splitType;
        private final Map<?, ?> tree;

        Tree(Map<?, ?> tree) {
            this.tree = tree;
            this.left = (List<?>) tree.get("left_children");
            this.right = (List<?>) tree.get("right_children");
            this.features = (List<?>) tree.get("split_indices");
            this.conditions = (List<?>) tree.get("split_conditions");
            this.defaultLeft = (List<?>) tree.get("default_left");
            this.splitType = (List<?>) tree.get("split_type");
        }

        float leaf(float[] row) {
            int node = 0;
            while (whole(left.get(node)) != -1) {
                node = whole((goesLeft(node, row[whole(features.get(node))]) ? left : right).get(node));
            }
            return ((Number) conditions.get(node)).floatValue();
        }

        private boolean goesLeft(int node, float value) {
            if (Float.isNaN(value)) {
                return (whole(defaultLeft.get(node)) == 1) != (mistake == Mistake.MISSING_DIRECTION);
            }
            if (whole(splitType.get(node)) == 1) {
                return !isCategoryOf(node, (int) value);
            }
            float threshold = ((Number) conditions.get(node)).floatValue();
            return switch (mistake) {
                case LESS_OR_EQUAL -> value <= threshold;
                case DOUBLE_ARITHMETIC -> value < decimal(threshold);
                default -> value < threshold;
            };
        }

        private boolean isCategoryOf(int node, int code) {
            int place = 0;
            List<?> nodes = (List<?>) tree.get("categories_nodes");
            while (whole(nodes.get(place)) != node) {
                place++;
            }
            int from = whole(((List<?>) tree.get("categories_segments")).get(place));
            int size = whole(((List<?>) tree.get("categories_sizes")).get(place));
            return ((List<?>) tree.get("categories"))
                    .subList(from, from + size).stream().anyMatch(category -> whole(category) == code);
        }
    }

    private static int whole(Object number) {
        return ((Number) number).intValue();
    }

    /** https://ubjson.org, as far as models use it. */
    private static final class UbjsonReader {
        private final DataInputStream in;

        UbjsonReader(InputStream in) {
            this.in = new DataInputStream(new java.io.BufferedInputStream(in));
        }

        Object value() throws IOException {
            return value((char) in.readByte());
        }

        private Object value(char type) throws IOException {
            return switch (type) {
                case 'i' -> (int) in.readByte();
                case 'U' -> in.readUnsignedByte();
                case 'I' -> (int) in.readShort();
                case 'l' -> in.readInt();
                case 'L' -> in.readLong();
                case 'd' -> in.readFloat();
                case 'D' -> in.readDouble();
                case 'T' -> 1;
                case 'F' -> 0;
                case 'Z' -> Double.NaN;
                case 'C' -> String.valueOf((char) in.readByte());
                case 'S' -> text();
                case '[' -> list();
                case '{' -> object();
                default -> throw new IOException("no type of UBJSON: " + type);
            };
        }

        private String text() throws IOException {
            return new String(in.readNBytes(((Number) value()).intValue()), StandardCharsets.UTF_8);
        }

        private List<Object> list() throws IOException {
            List<Object> elements = new ArrayList<>();
            char next = (char) in.readByte();
            char type = 0;
            if (next == '$') {
                type = (char) in.readByte();
                next = (char) in.readByte();
            }
            if (next == '#') {
                int count = ((Number) value()).intValue();
                for (int i = 0; i < count; i++) {
                    elements.add(type == 0 ? value() : value(type));
                }
                return elements;
            }
            for (; next != ']'; next = (char) in.readByte()) {
                elements.add(value(next));
            }
            return elements;
        }

        private Map<String, Object> object() throws IOException {
            Map<String, Object> members = new LinkedHashMap<>();
            char next = (char) in.readByte();
            while (next != '}') {
                int length = ((Number) value(next)).intValue();
                String name = new String(in.readNBytes(length), StandardCharsets.UTF_8);
                members.put(name, value());
                next = (char) in.readByte();
            }
            return members;
        }
    }
}
