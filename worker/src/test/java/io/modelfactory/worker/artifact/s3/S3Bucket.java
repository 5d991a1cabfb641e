package io.modelfactory.worker.artifact.s3;

import io.modelfactory.local.DataDirectory;
import io.modelfactory.worker.artifact.StoreOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A bucket, empty at first, on a server that runs for all tests of a class; the credentials for it are where the SDK's
 * default chain looks first.
 */
public final class S3Bucket implements BeforeAllCallback, AfterAllCallback {
    private static final String ACCESS_KEY_PROPERTY = "aws.accessKeyId";
    private static final String SECRET_KEY_PROPERTY = "aws.secretAccessKey";

    private final String name;
    private final DataDirectory folder = DataDirectory.temporary();
    private @Nullable S3Server server;

    public S3Bucket(String name) {
        this.name = name;
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        S3Server started = S3Server.start(folder.path());
        server = started;
        started.createBucket(name, Files.createDirectories(folder.path().resolve("nothing")));
        System.setProperty(ACCESS_KEY_PROPERTY, S3Server.ACCESS_KEY);
        System.setProperty(SECRET_KEY_PROPERTY, S3Server.SECRET_KEY);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (server != null) {
            server.close();
        }
        folder.close();
        System.clearProperty(ACCESS_KEY_PROPERTY);
        System.clearProperty(SECRET_KEY_PROPERTY);
    }

    public URI endpoint() {
        return server().endpoint();
    }

    /** As a profile names the service. */
    public StoreOptions storeOptions() {
        return server().storeOptions();
    }

    S3Options options() {
        return server().options();
    }

    /** Of all objects in it. */
    public List<String> keys() {
        return server().keys(name);
    }

    private S3Server server() {
        return Objects.requireNonNull(server, "the server runs from before the first test");
    }
}
