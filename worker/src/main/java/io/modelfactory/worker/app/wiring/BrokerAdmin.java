package io.modelfactory.worker.app.wiring;

import io.modelfactory.worker.config.ConfigurationException;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.failure.TransientFaultException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Asks the brokers about themselves, with a timeout that suits a command. */
public final class BrokerAdmin implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(8);

    private final Admin admin;
    private final String bootstrapServers;
    private final Duration timeout;

    private BrokerAdmin(Admin admin, String bootstrapServers, Duration timeout) {
        this.admin = admin;
        this.bootstrapServers = bootstrapServers;
        this.timeout = timeout;
    }

    /** @throws ConfigurationException if no client can be made of the settings */
    public static BrokerAdmin open(Wiring.Kafka kafka) {
        return open(kafka, TIMEOUT);
    }

    /** As above, waiting so long for brokers that do not answer. */
    public static BrokerAdmin open(Wiring.Kafka kafka, Duration timeout) {
        Map<String, Object> settings =
                new HashMap<>(KafkaClientFactory.of(kafka).common());
        int timeoutMillis = Math.toIntExact(timeout.toMillis());
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMillis);
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMillis);
        try {
            return new BrokerAdmin(Admin.create(settings), kafka.bootstrapServers(), timeout);
        } catch (KafkaException e) {
            throw KafkaClientFactory.unusableSettings(e);
        }
    }

    /**
     * @throws TransientFaultException if no broker answers in time, or broker and worker do not trust each other
     * @throws UnknownTopicOrPartitionException and other final answers as they came
     */
    public <T> T call(Function<Admin, KafkaFuture<T>> question) {
        try {
            return question.apply(admin).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AuthenticationException distrust) {
                throw authenticationFault(distrust);
            }
            if (e.getCause() instanceof KafkaException answer && !isTimeout(answer)) {
                throw answer;
            }
            throw unreachableFault(String.valueOf(e.getMessage()), e);
        } catch (TimeoutException e) {
            throw unreachableFault("no answer within " + timeout.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientFaultException("interrupted while asking the broker", e);
        }
    }

    /** The fault that a topic of the profile is not there, by the name of its setting. */
    public static ConfigurationException unknownTopic(String setting, String topic) {
        return new ConfigurationException(
                "profile",
                List.of("wiring.kafka.topics.%s: the broker has no topic %s; create it, or correct the name"
                        .formatted(setting, topic)));
    }

    private static boolean isTimeout(KafkaException answer) {
        return answer instanceof RetriableException && !(answer instanceof UnknownTopicOrPartitionException);
    }

    /** A broker answers, but one of the two does not accept the identity of the other. */
    private TransientFaultException authenticationFault(AuthenticationException refusal) {
        String why = refusal.getCause() == null
                ? String.valueOf(refusal.getMessage())
                : refusal.getMessage() + ": " + refusal.getCause().getMessage();
        return new TransientFaultException(
                "wiring.kafka.properties, properties_file: the worker and the broker at " + bootstrapServers
                        + " do not trust each other: " + why,
                refusal);
    }

    private TransientFaultException unreachableFault(String why, Exception cause) {
        return new TransientFaultException(
                "wiring.kafka.bootstrap_servers: no broker answers at " + bootstrapServers + ": " + why, cause);
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }
}
