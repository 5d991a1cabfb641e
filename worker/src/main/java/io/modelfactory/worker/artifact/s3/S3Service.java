package io.modelfactory.worker.artifact.s3;

import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.modelfactory.worker.failure.TransientFaultException;
import java.io.IOException;
import java.time.Duration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** The S3 service and its faults: bounded, jittered retries in place, then {@link TransientFaultException}. */
final class S3Service implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(30);
    private static final int MAX_ATTEMPTS = 5;
    private static final Duration INITIAL_BACKOFF = Duration.ofMillis(200);
    private static final Duration MAX_BACKOFF = Duration.ofSeconds(5);
    private static final int CONDITIONAL_CONFLICT = 409;

    private final S3Client client;
    private final Retry retry;

    S3Service(S3Client client, Retry retry) {
        this.client = client;
        this.retry = retry;
    }

    static S3Client client(S3Options options) {
        return client(options, SOCKET_TIMEOUT);
    }

    /** @param silence after which a service counts as one that does not answer */
    static S3Client client(S3Options options, Duration silence) {
        S3ClientBuilder builder = S3Client.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(CONNECT_TIMEOUT.compareTo(silence) < 0 ? CONNECT_TIMEOUT : silence)
                        .socketTimeout(silence))
                // One place retries and is measured: the Retry below.
                .overrideConfiguration(c -> c.retryStrategy(AwsRetryStrategy.doNotRetry()))
                // Every object carries its SHA-256; other S3 services do not all know the SDK's own trailing checksums.
                .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                // In signed chunks even an empty object has a body. A service that refuses it by its headers alone
                // does not wait for that, and its answer is lost.
                .serviceConfiguration(c -> c.chunkedEncodingEnabled(false))
                .forcePathStyle(options.pathStyle());
        options.endpoint().ifPresent(builder::endpointOverride);
        options.region().map(Region::of).ifPresent(builder::region);
        return builder.build();
    }

    static Retry defaultRetry() {
        return Retry.of("object-store", retryConfig(INITIAL_BACKOFF));
    }

    /** For commands, which ask once. */
    static Retry noRetry() {
        return Retry.of("object-store", RetryConfig.custom().maxAttempts(1).build());
    }

    static RetryConfig retryConfig(Duration firstPause) {
        return RetryConfig.custom()
                .maxAttempts(MAX_ATTEMPTS)
                .intervalFunction(IntervalFunction.ofExponentialRandomBackoff(firstPause, 2.0, 0.5, MAX_BACKOFF))
                .retryOnException(S3Service::isTransient)
                .build();
    }

    /** Runs one call, again if its trouble may pass; the call must be safe to repeat. */
    <T> T call(String what, Call<T> call) {
        return retry.executeSupplier(() -> {
            try {
                return call.on(client);
            } catch (SdkException | IOException e) {
                throw new TransientFaultException("cannot " + what + ": " + e.getMessage(), e);
            }
        });
    }

    void onRetry(Runnable listener) {
        retry.getEventPublisher().onRetry(again -> listener.run());
    }

    /**
     * A service that refuses us (no such bucket, no permission) will refuse again in a second; leave that to a later
     * claim.
     */
    private static boolean isTransient(Throwable fault) {
        if (!(fault instanceof TransientFaultException)) {
            return false;
        }
        if (fault.getCause() instanceof S3Exception answer) {
            return answer.statusCode() >= 500
                    || answer.statusCode() == CONDITIONAL_CONFLICT
                    || answer.isThrottlingException()
                    || answer.isClockSkewException();
        }
        return true;
    }

    @Override
    public void close() {
        client.close();
    }

    interface Call<T> {
        T on(S3Client client) throws IOException;
    }
}
