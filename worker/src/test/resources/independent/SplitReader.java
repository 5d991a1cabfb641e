import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Finds the part of each row of a published bundle's data by the recipe {@code mf.split.v1}, from the contracts' README
 * alone. Reads plain CSV: a header, commas, no quotes. Prints the part of each row beside its event id, and {@code none}
 * for a row in a gap; exits with 0 if each part has as many rows as the bundle's descriptor states, with 1 if not.
 *
 * <p>Usage: {@code java SplitReader.java BUNDLE_FOLDER CSV_FILE EVENT_ID_COLUMN [ENTITY_ID_OR_EVENT_TIME_COLUMN]}
 */
public final class SplitReader {
    private static final BigDecimal TWO_TO_64 = new BigDecimal(BigInteger.TWO.pow(64));
    private static final List<String> PARTS = List.of("train", "validation", "test");

    private final JsonNode split;

    private SplitReader(JsonNode split) {
        this.split = split;
    }

    public static void main(String[] arguments) throws IOException {
        JsonNode descriptor = new ObjectMapper().readTree(Path.of(arguments[0], "model_artifact.json").toFile());
        SplitReader reader = new SplitReader(descriptor.required("split"));
        List<String> lines = Files.readAllLines(Path.of(arguments[1]));
        List<String> header = Arrays.asList(lines.get(0).split(",", -1));
        int id = header.indexOf(arguments[2]);
        int decisive = arguments.length > 3 ? header.indexOf(arguments[3]) : id;
        Map<String, Integer> rows = new TreeMap<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] values = line.split(",", -1);
            String part = reader.partOf(values[decisive]);
            rows.merge(part, 1, Integer::sum);
            System.out.println(values[id] + " " + part);
        }
        System.exit(PARTS.stream().allMatch(part -> rows.getOrDefault(part, 0) == reader.rowsOf(part)) ? 0 : 1);
    }

    private int rowsOf(String part) {
        return split.required(part).required("rows").intValue();
    }

    /** @param value the unit of a split by hash, the event's time of a split by time */
    private String partOf(String value) {
        if (!split.required("recipe").asText().equals("mf.split.v1")) {
            throw new IllegalArgumentException("unknown recipe " + split.path("recipe"));
        }
        return switch (split.required("strategy").asText()) {
            case "hash" -> partByHash(value);
            case "time_based" -> partByTime(Instant.parse(value));
            default -> throw new IllegalArgumentException("unknown strategy " + split.path("strategy"));
        };
    }

    private String partByHash(String unit) {
        BigDecimal u = firstBits("mf.split.v1:" + split.required("base_seed").asText() + ":" + unit);
        BigDecimal train = wanted("train");
        if (u.compareTo(train) < 0) {
            return "train";
        }
        return u.compareTo(train.add(wanted("validation"))) < 0 ? "validation" : "test";
    }

    private BigDecimal wanted(String part) {
        return new BigDecimal(split.required(part).required("wanted_fraction").asText());
    }

    private static BigDecimal firstBits(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return new BigDecimal(new BigInteger(1, Arrays.copyOf(hash, 8))).divide(TWO_TO_64);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private String partByTime(Instant time) {
        Duration gap = Duration.ofDays(split.path("gap_days").asInt());
        List<String> reached = new ArrayList<>(List.of("train"));
        for (JsonNode cut : split.required("cuts")) {
            Instant begin = Instant.parse(cut.required("event_time").asText());
            if (!time.isBefore(begin)) {
                reached.add(cut.required("before").asText());
            } else if (time.isAfter(begin.minus(gap))) {
                return "none";
            }
        }
        return reached.get(reached.size() - 1);
    }
}
