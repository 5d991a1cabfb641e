package io.modelfactory.worker.algorithm;

import io.modelfactory.worker.artifact.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The folder in which native code of the jars is unpacked: one file a library and digest, shared by all processes of a
 * user, so that a process that is killed leaves nothing that the next one does not use again.
 */
public final class NativeLibraryFolder {
    /** System property that names the folder; by default it lies in the temporary folder of the process. */
    public static final String PROPERTY = "mf.native.folder";

    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    private final Path folder;

    NativeLibraryFolder(Path folder) {
        this.folder = folder.toAbsolutePath().normalize();
    }

    /** The one that the processes which this one starts use as well, if they get {@link #option()}. */
    public static NativeLibraryFolder ofThisProcess() {
        String user = System.getProperty("user.name", "").replaceAll("[^A-Za-z0-9_.-]", "_");
        return new NativeLibraryFolder(Optional.ofNullable(System.getProperty(PROPERTY))
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir"), "model-factory-native-" + user)));
    }

    /** The option of a JVM that has it use this folder. */
    public String option() {
        return "-D" + PROPERTY + "=" + folder;
    }

    /**
     * Unpacks a library, unless another process has done so already.
     *
     * @param anchor class whose class loader finds the resource
     * @param resource absolute name of the library in its jar
     * @throws UncheckedIOException if the folder cannot be written to, or belongs to another user
     */
    public Path extracted(Class<?> anchor, String resource) {
        try {
            Path checked = createFolder();
            String digest = Sha256.hex(open(anchor, resource));
            Path library = Files.createDirectories(checked.resolve(digest))
                    .resolve(resource.substring(resource.lastIndexOf('/') + 1));
            if (!Files.exists(library)) {
                extract(anchor, resource, library);
            }
            return library;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack " + resource + " in " + folder + ": " + e.getMessage(), e);
        }
    }

    /**
     * What lies here is executed, hence no other user may be able to write to it.
     *
     * @return its real path: a link to it may be another user's, who could have it lead elsewhere by now
     */
    private Path createFolder() throws IOException {
        Files.createDirectories(Objects.requireNonNull(folder.getParent(), "the root holds no native code"));
        boolean hasPermissions =
                Files.getFileStore(folder.getParent()).supportsFileAttributeView(PosixFileAttributeView.class);
        if (!Files.isDirectory(folder)) {
            if (hasPermissions) {
                Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            } else {
                Files.createDirectories(folder);
            }
        }
        Path real = folder.toRealPath();
        if (hasPermissions && !isOursAlone(real)) {
            throw new IOException("it can be written to by others; delete it, or name another one by -D" + PROPERTY);
        }
        return real;
    }

    private static boolean isOursAlone(Path folder) throws IOException {
        Path probe = Files.createTempFile(folder, "owner", null);
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(folder);
            return Files.getOwner(probe).equals(Files.getOwner(folder))
                    && !permissions.contains(PosixFilePermission.GROUP_WRITE)
                    && !permissions.contains(PosixFilePermission.OTHERS_WRITE);
        } finally {
            Files.delete(probe);
        }
    }

    /** One process at a time, under another name until all of it is there: a kill leaves no torn library. */
    private static void extract(Class<?> anchor, String resource, Path library) throws IOException {
        try (FileChannel lockFile = FileChannel.open(
                        library.resolveSibling("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = lockFile.lock()) {
            if (lock.isValid() && !Files.exists(library)) {
                Path unfinished = library.resolveSibling("unfinished");
                try (FileChannel file = FileChannel.open(
                                unfinished,
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.TRUNCATE_EXISTING);
                        InputStream content = open(anchor, resource)) {
                    content.transferTo(Channels.newOutputStream(file));
                    file.force(true);
                }
                move(unfinished, library);
            }
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to);
        }
    }

    private static InputStream open(Class<?> anchor, String resource) throws IOException {
        InputStream content = anchor.getResourceAsStream(resource);
        if (content == null) {
            throw new IOException("no jar has it; is there a library for this platform?");
        }
        return content;
    }
}
