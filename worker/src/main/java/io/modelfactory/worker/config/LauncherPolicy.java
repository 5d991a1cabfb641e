package io.modelfactory.worker.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.contracts.JsonSchemas;
import java.time.Duration;
import java.util.List;

/**
 * The pinned bounds and rhythm of the worker.
 *
 * @param sha256 digest of the file's bytes
 * @param maxPublishRetryAttempts after which a pending publication is given up
 * @param maxFullRunAttempts after which a run that kills its workers is failed
 * @param requestPollSeconds how long one poll for requests waits
 * @param requestBatchLimit how many requests are admitted in one transaction
 * @param maxMessageBytes above which a message is not read
 * @param retryBackoffSeconds before work that met a transient fault is claimed again
 */
public record LauncherPolicy(
        String policyId,
        String revision,
        String sha256,
        int maxPublishRetryAttempts,
        int maxFullRunAttempts,
        double requestPollSeconds,
        int requestBatchLimit,
        int maxMessageBytes,
        double retryBackoffSeconds) {
    private static final int DEFAULT_FULL_RUN_ATTEMPTS = 3;
    private static final int DEFAULT_MESSAGE_BYTES = 1 << 20;
    private static final double DEFAULT_BACKOFF_SECONDS = 5;

    /** @throws ConfigurationException if the document is not a launcher policy */
    static LauncherPolicy of(PolicyFile file, JsonSchemas schemas) {
        JsonNode document = file.document();
        List<String> violations = schemas.violations(ContractDocument.LAUNCHER_POLICY, document);
        if (!violations.isEmpty()) {
            throw new ConfigurationException(file.ref(), violations);
        }
        if (document.has("authorisation")) {
            throw new ConfigurationException(
                    file.ref(),
                    List.of("authorisation: this release does not enforce it; remove it or run one that does"));
        }
        JsonNode launcher = document.path("launcher");
        return new LauncherPolicy(
                document.path("policy_id").textValue(),
                document.path("revision").textValue(),
                file.sha256(),
                launcher.path("max_publish_retry_attempts").intValue(),
                launcher.path("max_full_run_attempts").asInt(DEFAULT_FULL_RUN_ATTEMPTS),
                launcher.path("request_poll_seconds").doubleValue(),
                launcher.path("request_batch_limit").intValue(),
                launcher.path("max_message_bytes").asInt(DEFAULT_MESSAGE_BYTES),
                launcher.path("retry_backoff_seconds").asDouble(DEFAULT_BACKOFF_SECONDS));
    }

    public Duration requestPoll() {
        return seconds(requestPollSeconds);
    }

    public Duration retryBackoff() {
        return seconds(retryBackoffSeconds);
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1000));
    }
}
