package io.modelfactory.worker.config;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.contracts.JsonSchemas;
import java.time.Duration;
import java.util.List;

/**
 * The pinned bounds and rhythm of the worker, and who may ask it for what.
 *
 * @param sha256 digest of the file's bytes
 * @param maxPublishRetryAttempts after which a pending publication is given up
 * @param maxFullRunAttempts after which a run that kills its workers is failed
 * @param requestPollSeconds how long one poll for requests waits
 * @param requestBatchLimit how many requests are admitted in one transaction
 * @param maxMessageBytes above which a message is not read
 * @param retryBackoffSeconds before a run that met a fault or failed retryably is claimed again; doubles with each one
 *     in a row, up to 64 times as long
 * @param sharing how the workers share out what waits
 * @param acceptedReleases releases beside the worker's own that a request may name
 * @param requireSignedBundles whether a bundle may only be published with a signed provenance statement
 * @param requestKeys which keys may sign requests in whose name, and whether they have to
 * @param humanPrincipalPrefixes principals that governance facts and audits call human
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
        double retryBackoffSeconds,
        SchedulingLimits sharing,
        List<String> acceptedReleases,
        boolean requireSignedBundles,
        RequestKeyPolicy requestKeys,
        List<String> humanPrincipalPrefixes,
        AuthorisationPolicy authorisation) {
    private static final int DEFAULT_FULL_RUN_ATTEMPTS = 3;
    private static final int DEFAULT_MESSAGE_BYTES = 1 << 20;
    private static final double DEFAULT_BACKOFF_SECONDS = 5;

    /** Principals that begin so are people, unless the policy says otherwise. */
    private static final List<String> DEFAULT_HUMANS = List.of("HUMAN::", "USER::");

    public LauncherPolicy {
        humanPrincipalPrefixes = List.copyOf(humanPrincipalPrefixes);
        acceptedReleases = List.copyOf(acceptedReleases);
    }

    /** @throws ConfigurationException if the document is not a launcher policy, or none for this profile */
    static LauncherPolicy of(PolicyFile file, JsonSchemas schemas, String profileId) {
        JsonNode document = file.documentOf(ContractDocument.LAUNCHER_POLICY, schemas);
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
                launcher.path("retry_backoff_seconds").asDouble(DEFAULT_BACKOFF_SECONDS),
                SchedulingLimits.of(launcher),
                document.path("accepted_releases")
                        .valueStream()
                        .map(JsonNode::textValue)
                        .toList(),
                launcher.path("require_signed_bundles").asBoolean(false),
                RequestKeyPolicy.of(file),
                document.has("human_principal_prefixes")
                        ? AuthorisationPolicy.texts(document.path("human_principal_prefixes"))
                        : DEFAULT_HUMANS,
                AuthorisationPolicy.of(file, profileId));
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
