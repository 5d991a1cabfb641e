package io.modelfactory.worker.app.worker;

import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.local.DataDirectory;
import io.modelfactory.local.LocalPlatform;
import io.modelfactory.worker.config.Configuration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** The embedded platform of one test class, and configurations of workers that run on it. */
public final class PlatformFixture implements AutoCloseable {
    public static final JsonSchemas SCHEMAS = new JsonSchemas();

    private static final Path PROJECT = Path.of("..").toAbsolutePath().normalize();

    private final LocalPlatform platform = LocalPlatform.start(DataDirectory.temporary());
    private final Map<String, String> environment = new HashMap<>(platform.environment());

    public PlatformFixture() {
        environment.put("MF_SCRATCH", besideStore("scratch").toString());
    }

    /** A path that is deleted with the platform. */
    private Path besideStore(String name) {
        return platform.objectStoreRoot().resolveSibling(name);
    }

    public LocalPlatform platform() {
        return platform;
    }

    public Path storeRoot() {
        return platform.objectStoreRoot();
    }

    public Map<String, String> environment() {
        return environment;
    }

    /** The shipped local profile, with the project's folders written out because tests run elsewhere. */
    public Configuration configuration() {
        return configuration(shipped -> shipped);
    }

    /** The same, with changes to the profile's text; what no longer fits into it is refused. */
    public Configuration configuration(UnaryOperator<String> changes) {
        try {
            String shipped = changes.apply(Files.readString(PROJECT.resolve("config/profiles/local.yaml")));
            Path profile = Files.createTempFile(Files.createDirectories(besideStore("profiles")), "profile", ".yaml");
            Files.writeString(profile, shipped.replace("config/mf", PROJECT + "/config/mf"));
            return Configuration.load(profile, environment, SCHEMAS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String profileRef(String name) {
        return PROJECT.resolve("config/mf").resolve(name).toString();
    }

    @Override
    public void close() {
        platform.close();
    }
}
