package io.modelfactory.worker.app.wiring;

import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.ArtifactStoreFactory;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.StoreNaming;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.ConfigurationException;
import io.modelfactory.worker.config.RunPolicy;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.lineage.LineageReporter;
import io.modelfactory.worker.lineage.LineageSettings;
import io.modelfactory.worker.lineage.OpenLineageEventFactory;
import io.modelfactory.worker.telemetry.WorkerMeters;
import io.openlineage.client.OpenLineageClient;
import io.openlineage.client.transports.FileConfig;
import io.openlineage.client.transports.FileTransport;
import io.openlineage.client.transports.HttpConfig;
import io.openlineage.client.transports.HttpTransport;
import io.openlineage.client.transports.KafkaConfig;
import io.openlineage.client.transports.KafkaTransport;
import io.openlineage.client.transports.Transport;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.UnaryOperator;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;

/** How a worker reports its runs to the lineage service, if its wiring names one. */
public final class LineageReporterFactory {
    /** A service that is away for an hour loses nothing of a busy worker's runs. */
    private static final int CAPACITY = 1_000;

    private static final int TIMEOUT_MILLIS = 5_000;

    private LineageReporterFactory() {}

    /** @throws ConfigurationException if no transport can be made as the wiring says */
    public static Optional<LineageReporter> of(
            Configuration configuration, JsonSchemas schemas, ArtifactStore artifacts, WorkerMeters meters) {
        Wiring wiring = configuration.profile().wiring();
        return transport(wiring).map(transport -> {
            String root = wiring.objectStore().root();
            StoreNaming naming = ArtifactStoreFactory.providerOf(root).naming(root);
            OpenLineageEventFactory events = new OpenLineageEventFactory(
                    settings(configuration), artifacts, new DocumentStore(artifacts, schemas), naming, modelKind());
            return new LineageReporter(events, new OpenLineageClient(transport), meters, CAPACITY);
        });
    }

    /** The family of the format that has this file name. */
    private static UnaryOperator<String> modelKind() {
        TrainerRegistry algorithms = TrainerRegistry.discover();
        return fileName -> algorithms
                .formatOfFile(fileName)
                .map(format -> format.family().toUpperCase(Locale.ROOT))
                .orElse("OTHER");
    }

    private static LineageSettings settings(Configuration configuration) {
        RunPolicy policy = configuration.profile().policy();
        Wiring.Lineage lineage = configuration.profile().wiring().lineage();
        return new LineageSettings(
                lineage.namespace().orElse(policy.streamId()), lineage.jobName(), policy.serviceReleaseId());
    }

    private static Optional<Transport> transport(Wiring wiring) {
        Wiring.Lineage lineage = wiring.lineage();
        return switch (lineage.transport()) {
            case NONE -> Optional.empty();
            case HTTP -> lineage.url().map(url -> http(url, lineage));
            case KAFKA -> Optional.of(kafka(wiring));
            case FILE ->
                lineage.file()
                        .map(file -> new FileTransport(
                                new FileConfig(file.toAbsolutePath().toString())));
        };
    }

    private static Transport http(String url, Wiring.Lineage lineage) {
        HttpConfig config = new HttpConfig();
        config.setUrl(URI.create(url));
        config.setTimeoutInMillis(TIMEOUT_MILLIS);
        Map<String, String> headers = new HashMap<>();
        lineage.headers().forEach((name, value) -> headers.put(name, value.reveal()));
        config.setHeaders(headers);
        return new HttpTransport(config);
    }

    /** A producer of its own: what lineage waits for must not be in the way of the outbox. */
    private static Transport kafka(Wiring wiring) {
        Properties properties = new Properties();
        properties.putAll(KafkaClientFactory.of(wiring.kafka()).common());
        properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class.getName());
        properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, StringSerializer.class.getName());
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, String.valueOf(TIMEOUT_MILLIS));
        properties.put(ProducerConfig.CLIENT_ID_CONFIG, "mf-lineage");
        try {
            return new KafkaTransport(new KafkaConfig(wiring.lineage().topic(), null, properties));
        } catch (KafkaException refusal) {
            throw new ConfigurationException("profile", List.of("wiring.lineage: " + refusal.getMessage()));
        }
    }
}
