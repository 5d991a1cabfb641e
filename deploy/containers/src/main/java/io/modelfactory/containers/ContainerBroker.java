package io.modelfactory.containers;

import io.modelfactory.local.LocalBroker;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.testcontainers.kafka.KafkaContainer;

/** Apache Kafka's own image; topics are created by name only, as in the embedded broker. */
final class ContainerBroker implements LocalBroker {
    /** Of the release of this project's client library. */
    private static final String IMAGE = "apache/kafka:4.4.0";

    private static final int PORT = 9092;

    @SuppressWarnings("resource") // close() closes it
    private final RestartableContainer<KafkaContainer> server = new RestartableContainer<>(
            new KafkaContainer(IMAGE)
                    .withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false")
                    .withEnv("KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS", "0"),
            PORT);

    @Override
    public void start() {
        server.start();
        awaitAnswer();
    }

    @Override
    public void stop() {
        server.stop();
    }

    @Override
    public void close() {
        server.close();
    }

    @Override
    public String bootstrapServers() {
        return server.container().getBootstrapServers();
    }

    @Override
    public void createTopics(Collection<NewTopic> topics) {
        try (Admin admin = admin()) {
            Set<String> existing = admin.listTopics().names().get();
            List<NewTopic> missing = topics.stream()
                    .filter(topic -> !existing.contains(topic.name()))
                    .toList();
            admin.createTopics(missing).all().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the topics were not created: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private void awaitAnswer() {
        try (Admin admin = admin()) {
            admin.describeCluster().nodes().get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("Kafka does not answer: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private Admin admin() {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers()));
    }

    private static IllegalStateException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("interrupted while asking Kafka", e);
    }
}
