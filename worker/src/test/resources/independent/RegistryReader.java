import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A small stub of the registry that decides what becomes active. It knows the published schemas as files, and nothing
 * else of the factory: it reads the last BUNDLE_PUBLISHED, holds every document that belongs to it against its JSON
 * Schema, follows references by their digests, loads the model with plain XGBoost, and scores the sample that the
 * factory left, calibrated if the bundle is. Prints its verdict as JSON; exits with 0 if the bundle is admissible, with
 * 1 if it is not.
 *
 * <p>Usage: {@code java RegistryReader.java BOOTSTRAP_SERVERS REGISTRY_URL LIFECYCLE_TOPIC RUN_EVENTS_TOPIC STORE_ROOT
 * AVRO_SCHEMAS JSON_SCHEMAS}
 */
public final class RegistryReader {
    private static final String IDS = "https://modelfactory.io/contracts/schemas/";
    private static final List<String> CAPABILITIES = List.of("xgboost-ubj", "score-calibration");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Topics topics;
    private final Path store;
    private final SchemaRegistry schemas;
    private final ObjectNode verdict = JSON.createObjectNode();
    private final ArrayNode checks = verdict.putArray("checks");
    private boolean admissible = true;

    private RegistryReader(Topics topics, Path store, Path jsonSchemas) throws IOException {
        this.topics = topics;
        this.store = store;
        SchemaRegistryConfig strict =
                SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build();
        Map<String, String> published = new HashMap<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(jsonSchemas, "*.schema.json")) {
            for (Path file : files) {
                published.put(IDS + file.getFileName(), Files.readString(file));
            }
        }
        this.schemas = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                registry -> registry.schemaRegistryConfig(strict).schemas(published));
    }

    public static void main(String[] arguments) throws Exception {
        Topics topics = new Topics(arguments[0], arguments[1], Path.of(arguments[5]));
        RegistryReader reader = new RegistryReader(topics, Path.of(arguments[4]), Path.of(arguments[6]));
        reader.judge(arguments[2], arguments[3]);
        System.out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(reader.verdict));
        System.exit(reader.admissible ? 0 : 1);
    }

    private void judge(String lifecycleTopic, String runEventsTopic) throws Exception {
        List<JsonNode> published = topics.read(lifecycleTopic, "RegistryLifecycleEvent").stream()
                .filter(event -> event.path("event_type").textValue().equals("BUNDLE_PUBLISHED"))
                .toList();
        JsonNode event = published.get(published.size() - 1);
        keepsItsSchema("registry_lifecycle_event", event);
        JsonNode named = event.path("bundle_ref");
        Path record = resolved(named.path("registry_ref").textValue());
        JsonNode publication = document("bundle_publication", record);
        Path bundle = record.getParent();
        JsonNode manifest = document("bundle_manifest", bundle.resolve("bundle_manifest.json"));
        for (String id : List.of("bundle_id", "bundle_version")) {
            check(
                    id + " is the same in event, record and manifest",
                    named.get(id).equals(publication.get(id)) && named.get(id).equals(manifest.get(id)),
                    named.get(id).textValue());
        }
        for (JsonNode file : manifest.path("files")) {
            hasDigest(
                    bundle.resolve(file.path("name").textValue()),
                    file.path("sha256").textValue());
        }
        JsonNode model = document("model_artifact", bundle.resolve("model_artifact.json"));
        JsonNode report = document("eval_report", bundle.resolve("eval_report.json"));
        JsonNode gate = document("gate_receipt", bundle.resolve("gate_receipt.json"));
        check(
                "the gate passed",
                gate.path("gate_decision").asText().equals("PASS"),
                gate.path("checks").size() + " checks");
        check(
                "the report says so too",
                report.path("gate_decision").asText().equals("PASS"),
                report.path("eval_report_id").asText());
        for (JsonNode evidence : event.path("evidence_refs")) {
            document(
                    evidence.path("ref_type").textValue().substring("mf_".length()),
                    resolved(evidence.path("ref_id").textValue()));
        }
        List<String> needed = new ArrayList<>();
        publication.path("compatibility").path("required_capabilities").forEach(each -> needed.add(each.textValue()));
        check("we can do what it requires", CAPABILITIES.containsAll(needed), needed.toString());
        scores(
                bundle.resolve("model.ubj"),
                model.path("calibration"),
                sample(runEventsTopic, model.path("run_key").textValue()));
        verdict.set("event", event);
        verdict.put("verdict", admissible ? "ADMISSIBLE" : "NOT_ADMISSIBLE");
    }

    /** The sample that the run's last event names, by reference and digest. */
    private JsonNode sample(String runEventsTopic, String runKey) throws Exception {
        List<JsonNode> ofTheRun = topics.read(runEventsTopic, "MfRunEvent").stream()
                .filter(event -> event.path("run_key").asText().equals(runKey)
                        && event.path("refs").has("scoring_sample"))
                .toList();
        JsonNode last = ofTheRun.get(ofTheRun.size() - 1);
        Path file = resolved(last.path("refs").path("scoring_sample").textValue());
        hasDigest(file, last.path("digests").path("scoring_sample").textValue());
        return document("scoring_sample", file);
    }

    private void scores(Path model, JsonNode calibration, JsonNode sample) throws IOException, XGBoostError {
        Booster booster = XGBoost.loadModel(Files.readAllBytes(model));
        int rows = sample.path("rows").size();
        int columns = sample.path("rows").path(0).size();
        float[] values = new float[rows * columns];
        for (int i = 0; i < values.length; i++) {
            JsonNode value = sample.path("rows").path(i / columns).path(i % columns);
            values[i] = value.isNull() ? Float.NaN : (float) value.doubleValue();
        }
        float[][] answers = booster.predict(new DMatrix(values, rows, columns, Float.NaN));
        ArrayNode scores = verdict.putArray("scores");
        double difference = 0;
        for (int row = 0; row < rows; row++) {
            double expected = sample.path("scores").path(row).doubleValue();
            float here = calibrated(calibration, answers[row][0]);
            scores.addObject().put("row", row).put("factory", expected).put("here", here);
            difference = Math.max(difference, Math.abs(expected - here));
        }
        verdict.put("rows_scored", rows).put("largest_difference", difference);
        check(
                "the loaded model scores as the trained one",
                rows > 0 && difference < 1e-6,
                rows + " rows, largest difference " + difference);
    }

    /** "Calibration" of the recipes. */
    private static float calibrated(JsonNode calibration, float score) {
        if (calibration.isMissingNode()) {
            return score;
        }
        if (calibration.path("method").textValue().equals("sigmoid")) {
            double inside = Math.min(Math.max(score, Float.MIN_VALUE), 1 - 0x1p-25);
            double logOdds = Math.log(inside / (1 - inside));
            return (float) (1
                    / (1
                            + Math.exp(-(calibration.path("slope").doubleValue() * logOdds
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

    private JsonNode document(String kind, Path file) throws IOException {
        JsonNode document = JSON.readTree(Files.readAllBytes(file));
        keepsItsSchema(kind, document);
        return document;
    }

    private void keepsItsSchema(String kind, JsonNode document) {
        var errors = schemas.getSchema(SchemaLocation.of(IDS + kind + ".schema.json"))
                .validate(document);
        check(kind + " keeps its published schema", errors.isEmpty(), errors.isEmpty() ? "" : errors.toString());
    }

    private void hasDigest(Path file, String sha256) throws Exception {
        String found =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        check(file.getFileName() + " has its digest", found.equals(sha256), found);
    }

    private Path resolved(String ref) {
        Path file = store.resolve(ref).normalize();
        check("reference stays inside the store", file.startsWith(store), ref);
        return file;
    }

    private void check(String what, boolean holds, String detail) {
        checks.addObject().put("check", what).put("holds", holds).put("detail", detail);
        admissible &= holds;
    }

    /** Records of a topic from its beginning, in the published schema as reader's, as JSON without nulls. */
    private record Topics(String bootstrapServers, String registry, Path published) {
        List<JsonNode> read(String topic, String name) throws Exception {
            Schema reader =
                    new Schema.Parser().parse(published.resolve(name + ".avsc").toFile());
            Map<String, Object> settings = Map.of("bootstrap.servers", bootstrapServers, "enable.auto.commit", "false");
            List<JsonNode> records = new ArrayList<>();
            try (var consumer =
                    new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                        .map(each -> new TopicPartition(topic, each.partition()))
                        .toList();
                consumer.assign(partitions);
                consumer.seekToBeginning(partitions);
                Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
                while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                    for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofMillis(500))) {
                        records.add(decoded(message.value(), reader));
                    }
                }
            }
            return records;
        }

        private JsonNode decoded(byte[] message, Schema reader) throws Exception {
            int id = ByteBuffer.wrap(message, 1, 4).getInt();
            String answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(registry + "/schemas/ids/" + id))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
            Schema writer = new Schema.Parser()
                    .parse(JSON.readTree(answer).get("schema").textValue());
            GenericRecord record = new GenericDatumReader<GenericRecord>(writer, reader)
                    .read(null, DecoderFactory.get().binaryDecoder(message, 5, message.length - 5, null));
            JsonNode json = JSON.readTree(record.toString());
            dropNulls(json);
            return json;
        }

        private static void dropNulls(JsonNode json) {
            if (json instanceof ObjectNode object) {
                object.properties().removeIf(member -> member.getValue().isNull());
            }
            json.forEach(Topics::dropNulls);
        }
    }
}
