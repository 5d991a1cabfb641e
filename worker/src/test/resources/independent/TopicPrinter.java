import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * A consumer as a developer writes it who has never seen the factory: Kafka's client, Avro's own library (which brings Jackson) and
 * the schema registry's REST API. Prints one JSON line for each record that the topics hold now.
 *
 * <p>Usage: {@code java TopicPrinter.java BOOTSTRAP_SERVERS REGISTRY_URL TOPIC...}
 */
public final class TopicPrinter {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final String registry;
    private final Map<Integer, Schema> schemas = new HashMap<>();

    private TopicPrinter(String registry) {
        this.registry = registry;
    }

    public static void main(String[] arguments) throws Exception {
        TopicPrinter printer = new TopicPrinter(arguments[1]);
        List<String> topics = List.of(arguments).subList(2, arguments.length);
        Map<String, Object> settings = Map.of("bootstrap.servers", arguments[0], "enable.auto.commit", "false");
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = topics.stream()
                    .flatMap(topic -> partitions(consumer, topic))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                for (ConsumerRecord<byte[], byte[]> message : consumer.poll(Duration.ofMillis(500))) {
                    System.out.println(printer.line(message));
                }
            }
        }
    }

    private static Stream<TopicPartition> partitions(KafkaConsumer<?, ?> consumer, String topic) {
        return consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()));
    }

    private ObjectNode line(ConsumerRecord<byte[], byte[]> message) throws Exception {
        ByteBuffer value = ByteBuffer.wrap(message.value());
        if (value.get() != 0) {
            throw new IllegalStateException("not the Confluent wire format");
        }
        int id = value.getInt();
        Schema schema = schema(id);
        GenericRecord record = new GenericDatumReader<GenericRecord>(schema)
                .read(null, DecoderFactory.get().binaryDecoder(value.array(), value.position(), value.remaining(), null));
        ObjectNode line = JSON.createObjectNode()
                .put("topic", message.topic())
                .put("offset", message.offset())
                .put("key", message.key() == null ? null : new String(message.key(), StandardCharsets.UTF_8))
                .put("schema_id", id)
                .put("record", schema.getFullName());
        ObjectNode headers = line.putObject("headers");
        message.headers().forEach(each -> headers.put(each.key(), new String(each.value(), StandardCharsets.UTF_8)));
        line.set("value", JSON.readTree(record.toString()));
        return line;
    }

    private Schema schema(int id) throws Exception {
        if (!schemas.containsKey(id)) {
            URI address = URI.create(registry + "/schemas/ids/" + id);
            String answer = HTTP.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString())
                    .body();
            schemas.put(id, new Schema.Parser().parse(JSON.readTree(answer).get("schema").textValue()));
        }
        return schemas.get(id);
    }
}
