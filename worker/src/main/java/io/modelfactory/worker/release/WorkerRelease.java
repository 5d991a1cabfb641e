package io.modelfactory.worker.release;

import io.modelfactory.worker.artifact.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;
import java.util.Properties;

/**
 * The release of the running worker, as its build wrote it into the jar.
 *
 * @param version of the project
 * @param commit full hash of the commit that was built; empty if the build had no repository
 * @param dirty whether more than that commit was built; false if the commit is not known
 * @param jarSha256 digest of the jar's bytes; empty if the classes are not in a jar, or it was not asked for
 */
public record WorkerRelease(String version, Optional<String> commit, boolean dirty, Optional<String> jarSha256) {
    private static final String RESOURCE = "release.properties";
    private static final String UNKNOWN_VERSION = "unbuilt";

    /** A placeholder of the resource that the build had no value for. */
    private static final String PLACEHOLDER = "${";

    /** The release of these classes. */
    public static WorkerRelease current() {
        return of(buildProperties(), ownJar().map(WorkerRelease::sha256));
    }

    /** The same without the digest of the jar, for commands that are done sooner than it is computed. */
    public static WorkerRelease withoutDigest() {
        return of(buildProperties(), Optional.empty());
    }

    static WorkerRelease of(Properties build, Optional<String> jarSha256) {
        Optional<String> commit = value(build, "commit");
        return new WorkerRelease(
                value(build, "version").orElse(UNKNOWN_VERSION),
                commit,
                commit.isPresent()
                        && value(build, "dirty")
                                .map(dirty -> !dirty.equals("false"))
                                .orElse(true),
                jarSha256);
    }

    /**
     * The name by which requests and receipts mean this release: {@code git:<commit>}, with {@code -dirty} behind it if
     * more was built, or {@code version:<version>} if the build had no repository.
     */
    public String id() {
        return commit.map(hash -> "git:" + hash + (dirty ? "-dirty" : "")).orElse("version:" + version);
    }

    private static Optional<String> value(Properties build, String key) {
        return Optional.ofNullable(build.getProperty(key))
                .map(String::trim)
                .filter(value -> !value.isEmpty() && !value.startsWith(PLACEHOLDER));
    }

    private static Properties buildProperties() {
        Properties properties = new Properties();
        try (InputStream in = WorkerRelease.class.getResourceAsStream(RESOURCE)) {
            if (in != null) {
                properties.load(in);
            }
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Path> ownJar() {
        CodeSource source = WorkerRelease.class.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Path.of(source.getLocation().toURI())).filter(Files::isRegularFile);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the place of the worker's classes is no URI", e);
        }
    }

    private static String sha256(Path jar) {
        try {
            return Sha256.hex(jar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
