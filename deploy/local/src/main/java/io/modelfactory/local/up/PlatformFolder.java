package io.modelfactory.local.up;

import io.modelfactory.local.DataDirectory;
import io.modelfactory.local.EmbeddedDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The one folder in which a background platform keeps everything: data, settings and logs. */
record PlatformFolder(Path root) {
    /** PostgreSQL needs 100 MB of it for its programs and an empty database, Kafka little. */
    private static final long REQUIRED_BYTES = 512L << 20;

    private static final String MARKER = "format.json";

    /** All that a platform writes into its folder, for {@link #deleteData}. */
    private static final List<String> OWN_ENTRIES = List.of(
            "postgresql",
            "kafka",
            "objects",
            "schemas.json",
            "schemas.json.next",
            "programs",
            "scratch",
            "logs",
            "password",
            "ports.json",
            "profile.yaml",
            "state.json",
            MARKER,
            ".in-use");

    private static final Pattern TEMPORARY = Pattern.compile(".*\\.json\\.\\d+\\.next|\\.(probe|password|profile)\\d+");

    /** Where the platform's own process writes what becomes of it. */
    Path stateFile() {
        return root.resolve("state.json");
    }

    Path profile() {
        return root.resolve("profile.yaml");
    }

    Path passwordFile() {
        return root.resolve("password");
    }

    Path portsFile() {
        return root.resolve("ports.json");
    }

    Path objects() {
        return root.resolve("objects");
    }

    Path scratch() {
        return root.resolve("scratch");
    }

    /** Where PostgreSQL's programs are unpacked: not in a folder for temporary files, which may be emptied. */
    Path programs() {
        return root.resolve("programs");
    }

    Path cluster() {
        return root.resolve("postgresql");
    }

    Path platformLog() {
        return root.resolve("logs").resolve("platform.log");
    }

    Path workerLog() {
        return root.resolve("logs").resolve("worker.log");
    }

    FormatMarker marker() {
        return new FormatMarker(root.resolve(MARKER));
    }

    boolean isInUse() {
        return DataDirectory.isInUse(root);
    }

    /**
     * Makes the folder, for its owner only, and checks that this release can work in it.
     *
     * @throws UpException if it cannot; the message says why and what to do
     */
    void prepare() {
        create();
        requireWritable();
        requireSpace(usableBytes());
        if (!marker().exists()) {
            requireEmpty();
            marker().write(FormatMarker.NEW);
        }
        marker().requireReadable(root);
        EmbeddedDatabase.majorVersionIn(root).ifPresent(this::requireMajorVersion);
    }

    private void create() {
        try {
            Files.createDirectories(root.resolve("logs"));
            if (Files.getFileAttributeView(root, PosixFileAttributeView.class) != null) {
                Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private void requireWritable() {
        try {
            Files.delete(Files.createTempFile(root, ".probe", ""));
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private UpException unwritable(IOException cause) {
        String why = cause instanceof FileSystemException e && e.getReason() != null
                ? e.getReason()
                : cause.getClass().getSimpleName();
        return new UpException(
                "cannot write to the data folder " + root + " (" + why + "); --data DIR names another", cause);
    }

    void requireSpace(long usableBytes) {
        if (usableBytes < REQUIRED_BYTES) {
            throw new UpException(
                    "%d MB are free for the data folder %s, and %d MB are needed; --data DIR names another"
                            .formatted(usableBytes >> 20, root, REQUIRED_BYTES >> 20));
        }
    }

    /** Empty while there is space; a process that could not write its log does not say so. */
    Optional<String> spaceProblem() {
        long usable = usableBytes();
        return usable < REQUIRED_BYTES / 16
                ? Optional.of("%d MB are free in %s".formatted(usable >> 20, root))
                : Optional.empty();
    }

    private long usableBytes() {
        try {
            return Files.getFileStore(root).getUsableSpace();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot see how much space is free in " + root, e);
        }
    }

    private void requireEmpty() {
        try (Stream<Path> entries = Files.list(root)) {
            if (entries.anyMatch(entry ->
                    !List.of("logs", ".in-use").contains(entry.getFileName().toString()))) {
                throw new UpException(root + " is neither empty nor a data folder of `up`; --data DIR names another");
            }
        } catch (IOException e) {
            throw unwritable(e);
        }
    }

    private void requireMajorVersion(String written) {
        if (!written.equals(String.valueOf(EmbeddedDatabase.MAJOR_VERSION))) {
            throw new UpException(
                    ("the data in %s is of PostgreSQL %s, and this release brings %d; use the release that wrote it"
                                    + " (%s), or --data DIR for another folder")
                            .formatted(
                                    root,
                                    written,
                                    EmbeddedDatabase.MAJOR_VERSION,
                                    marker().read().release()));
        }
    }

    /**
     * Deletes what a platform has written here, and the folder if nothing else is in it.
     *
     * @return whether the folder is gone
     * @throws UpException if it is no data folder of a platform
     */
    boolean deleteData() {
        if (!marker().exists()) {
            throw new UpException(root + " is no data folder of `up`: nothing was deleted");
        }
        try {
            for (Path entry : ownEntries()) {
                deleteRecursively(entry);
            }
            try (Stream<Path> left = Files.list(root)) {
                if (left.findAny().isPresent()) {
                    return false;
                }
            }
            Files.delete(root);
            return true;
        } catch (IOException e) {
            throw new UpException("not all of " + root + " could be deleted: " + e.getMessage(), e);
        }
    }

    /** With the temporary files of an interrupted process. */
    private List<Path> ownEntries() throws IOException {
        try (Stream<Path> entries = Files.list(root)) {
            return entries.filter(entry -> OWN_ENTRIES.contains(
                                    entry.getFileName().toString())
                            || TEMPORARY.matcher(entry.getFileName().toString()).matches())
                    .toList();
        }
    }

    /** What an interrupted first start has left of its servers; they cannot continue with it. */
    void deleteUnfinishedServers() {
        try {
            deleteRecursively(cluster());
            deleteRecursively(root.resolve("kafka"));
            deleteRecursively(programs());
        } catch (IOException e) {
            throw new UpException("what an interrupted start left in " + root + " cannot be deleted: " + e, e);
        }
    }

    private static void deleteRecursively(Path entry) throws IOException {
        if (!Files.exists(entry)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(entry)) {
            for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
