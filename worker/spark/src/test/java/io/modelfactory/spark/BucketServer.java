package io.modelfactory.spark;

import io.modelfactory.worker.artifact.ArtifactStoreFactory;
import io.modelfactory.worker.artifact.PresignedStore;
import io.modelfactory.worker.artifact.StoreOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * A bucket of an S3 service (S3Proxy over memory) in a process of its own, which checks signatures. Its credentials are
 * those of this process while it is open.
 */
final class BucketServer implements AutoCloseable {
    static final String SECRET_KEY = "secret-key-of-the-bucket";

    static final String ACCESS_KEY = "access-key-of-the-bucket";
    private static final String BUCKET = "rows";
    private static final String REGION = "us-east-1";
    private static final String STORE = "store/";
    /** Put there by the build, just before the integration tests. */
    private static final Path JAR = Path.of("target", "test-servers", "s3proxy.jar");

    private static final Pattern READY = Pattern.compile("Started .*ServerConnector.*\\{127\\.0\\.0\\.1:(\\d+)}");

    private final Process process;
    private final URI endpoint;

    private BucketServer(Process process, URI endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    static BucketServer start(Path folder) throws IOException {
        Path settings = Files.writeString(folder.resolve("s3proxy.properties"), """
                s3proxy.endpoint=http://127.0.0.1:0
                s3proxy.authorization=aws-v4
                s3proxy.identity=%s
                s3proxy.credential=%s
                jclouds.provider=transient-nio2
                """.formatted(ACCESS_KEY, SECRET_KEY));
        Path log = folder.resolve("s3proxy.out");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        JAR.toString(),
                        "--properties",
                        settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Matcher ready = Awaitility.await("the S3 server, which logs to " + log)
                .atMost(Duration.ofMinutes(2))
                .until(() -> READY.matcher(Files.readString(log)), Matcher::find);
        BucketServer server = new BucketServer(process, URI.create("http://127.0.0.1:" + ready.group(1)));
        System.setProperty("aws.accessKeyId", ACCESS_KEY);
        System.setProperty("aws.secretAccessKey", SECRET_KEY);
        try (S3Client client = server.client()) {
            client.createBucket(request -> request.bucket(BUCKET));
        }
        return server;
    }

    /** As the wiring names it. */
    static String place() {
        return "s3://" + BUCKET + "/shards";
    }

    /** Another place of the bucket, for all that a worker keeps. */
    static String store() {
        return "s3://" + BUCKET + "/" + STORE;
    }

    URI endpoint() {
        return endpoint;
    }

    /** The section of the wiring that leads to it, from where it is reached. */
    static String options(URI from) {
        return "{endpoint: \"%s\", region: %s, path_style: true}".formatted(from, REGION);
    }

    /** Puts each file of a folder into the store, under its path. */
    void fillStore(Path folder) throws IOException {
        try (S3Client client = client();
                Stream<Path> files = Files.walk(folder).filter(Files::isRegularFile)) {
            files.forEach(file ->
                    client.putObject(request -> request.bucket(BUCKET).key(STORE + folder.relativize(file)), file));
        }
    }

    /** The keys of shards. */
    List<String> shardKeys() {
        return keys().stream().filter(key -> key.startsWith("shards/")).toList();
    }

    /** The keys of the store. */
    List<String> storeKeys() {
        return keys().stream()
                .filter(key -> key.startsWith(STORE))
                .map(key -> key.substring(STORE.length()))
                .toList();
    }

    PresignedStore open() {
        return ArtifactStoreFactory.openPresigned(
                place(),
                new StoreOptions(
                        Map.of("s3", Map.of("endpoint", endpoint.toString(), "region", REGION, "path_style", "true"))));
    }

    /** All of them. */
    List<String> keys() {
        try (S3Client client = client()) {
            return client.listObjectsV2Paginator(request -> request.bucket(BUCKET)).contents().stream()
                    .map(S3Object::key)
                    .toList();
        }
    }

    private S3Client client() {
        return S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.of(REGION))
                .forcePathStyle(true)
                .build();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        System.clearProperty("aws.accessKeyId");
        System.clearProperty("aws.secretAccessKey");
    }
}
