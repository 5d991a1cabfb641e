package io.modelfactory.worker.artifact;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An S3 service (S3Proxy over memory) in a process of its own, on a free loopback port; signatures are checked. */
final class S3Server implements AutoCloseable {
    static final String ACCESS_KEY = "test-access-key";
    static final String SECRET_KEY = "test-secret-key";

    /** Put there by the build, just before the integration tests. */
    private static final Path JAR = Path.of("target", "test-servers", "s3proxy.jar");

    private static final Pattern READY = Pattern.compile("Started .*ServerConnector.*\\{127\\.0\\.0\\.1:(\\d+)}");

    private final Process process;
    private final URI endpoint;

    private S3Server(Process process, URI endpoint) {
        this.process = process;
        this.endpoint = endpoint;
    }

    static S3Server start(Path folder) throws IOException {
        Path settings = Files.writeString(folder.resolve("s3proxy.properties"), """
                s3proxy.endpoint=http://127.0.0.1:0
                s3proxy.authorization=aws-v4
                s3proxy.identity=%s
                s3proxy.credential=%s
                jclouds.provider=transient-nio2
                """.formatted(ACCESS_KEY, SECRET_KEY));
        Path log = folder.resolve("s3proxy.log");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home", ""), "bin", "java")
                                .toString(),
                        "-Xmx512m",
                        "-jar",
                        JAR.toString(),
                        "--properties",
                        settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        return new S3Server(process, awaitEndpoint(log));
    }

    URI endpoint() {
        return endpoint;
    }

    S3Options options() {
        return new S3Options(Optional.of(endpoint), Optional.of("us-east-1"), true);
    }

    private static URI awaitEndpoint(Path log) {
        Matcher ready = await("the S3 server, which logs to " + log)
                .atMost(Duration.ofSeconds(60))
                .until(() -> READY.matcher(Files.readString(log)), Matcher::find);
        return URI.create("http://127.0.0.1:" + ready.group(1));
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
