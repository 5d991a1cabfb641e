package io.modelfactory.worker.artifact.s3;

import static org.awaitility.Awaitility.await;

import io.modelfactory.worker.ChildJvm;
import io.modelfactory.worker.artifact.StoreOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/** An S3 service (S3Proxy over memory) in a process of its own, on a free loopback port; signatures are checked. */
public final class S3Server implements AutoCloseable {
    public static final String ACCESS_KEY = "test-access-key";
    public static final String SECRET_KEY = "test-secret-key";

    /** Put there by the build, just before the integration tests. */
    private static final Path JAR = Path.of("target", "test-servers", "s3proxy.jar");

    private static final Pattern READY = Pattern.compile("Started .*ServerConnector.*\\{127\\.0\\.0\\.1:(\\d+)}");

    private final Process process;
    private final URI endpoint;

    private S3Server(Process process, URI endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    public static S3Server start(Path folder) throws IOException {
        Path settings = Files.writeString(folder.resolve("s3proxy.properties"), """
                s3proxy.endpoint=http://127.0.0.1:0
                s3proxy.authorization=aws-v4
                s3proxy.identity=%s
                s3proxy.credential=%s
                jclouds.provider=transient-nio2
                """.formatted(ACCESS_KEY, SECRET_KEY));
        Path log = folder.resolve("s3proxy.log");
        Process process = new ProcessBuilder(
                        ChildJvm.command("-Xmx512m", "-jar", JAR.toString(), "--properties", settings.toString()))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new S3Server(process, awaitEndpoint(log));
    }

    public URI endpoint() {
        return endpoint;
    }

    /** As a profile names the service. */
    public StoreOptions storeOptions() {
        return new StoreOptions(
                Map.of("s3", Map.of("endpoint", endpoint.toString(), "region", "us-east-1", "path_style", "true")));
    }

    S3Options options() {
        return new S3Options(Optional.of(endpoint), Optional.of("us-east-1"), true);
    }

    /** A new bucket that holds the files of a folder. */
    public void createBucket(String bucket, Path content) throws IOException {
        try (S3Client client = client();
                Stream<Path> files = Files.walk(content)) {
            client.createBucket(request -> request.bucket(bucket));
            files.filter(Files::isRegularFile)
                    .forEach(file -> client.putObject(
                            request -> request.bucket(bucket)
                                    .key(content.relativize(file).toString()),
                            file));
        }
    }

    /** The keys of all objects in a bucket. */
    public List<String> keys(String bucket) {
        try (S3Client client = client()) {
            return client.listObjectsV2Paginator(request -> request.bucket(bucket)).contents().stream()
                    .map(S3Object::key)
                    .toList();
        }
    }

    private S3Client client() {
        return S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)))
                .build();
    }

    private static URI awaitEndpoint(Path log) {
        Matcher ready = await("the S3 server, which logs to " + log)
                .atMost(Duration.ofMinutes(3))
                .until(() -> READY.matcher(Files.readString(log)), Matcher::find);
        return URI.create("http://127.0.0.1:" + ready.group(1));
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
