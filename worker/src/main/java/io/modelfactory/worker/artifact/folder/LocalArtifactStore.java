package io.modelfactory.worker.artifact.folder;

import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.BoundedReads;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.IoOperation;
import io.modelfactory.worker.artifact.ReferenceParser;
import io.modelfactory.worker.artifact.ReportingInputStream;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.artifact.StagedWrite;
import io.modelfactory.worker.artifact.WriteOnceConflict;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.Stream;

/**
 * The store in a local (or network-mounted) folder: an object is a file, its key the path. Processes may share the
 * folder; who creates a file first is decided by the file system.
 */
public final class LocalArtifactStore implements ArtifactStore {
    private final ConfinedFolder root;
    private final DurableFolder files;
    private final ReferenceParser references;

    /** @param root created if it is not there; may be a symbolic link, which is resolved once, here */
    public LocalArtifactStore(Path root) {
        try {
            // createDirectories refuses a symbolic link to a directory, which is a fine root.
            if (!Files.isDirectory(root)) {
                Files.createDirectories(root);
            }
            this.root = new ConfinedFolder(root);
            this.files = DurableFolder.open(this.root.root());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use " + root + " as the object store's root", e);
        }
        this.references = ReferenceParser.forFolder(root.toAbsolutePath().normalize(), this.root.root());
    }

    LocalArtifactStore(ConfinedFolder root, DurableFolder files) {
        this(root, files, ReferenceParser.forFolder(root.root()));
    }

    private LocalArtifactStore(ConfinedFolder root, DurableFolder files, ReferenceParser references) {
        this.root = root;
        this.files = files;
        this.references = references;
    }

    /** Opens a folder that exists and leaves it as it is. */
    static LocalArtifactStore openReadOnly(Path root) {
        return withFaultsTranslated("open " + root, () -> {
            ConfinedFolder folder = new ConfinedFolder(root);
            return new LocalArtifactStore(
                    folder,
                    DurableFolder.openReadOnly(folder.root()),
                    ReferenceParser.forFolder(root.toAbsolutePath().normalize(), folder.root()));
        });
    }

    @Override
    public ArtifactRef write(String key, byte[] content, FailureCode ifDifferent) {
        Path target = root.locate(key);
        return withFaultsTranslated("write " + key, () -> {
            ArtifactRef offered = ArtifactRef.of(key, content);
            return create(target, offered, () -> new ByteArrayInputStream(content), ifDifferent);
        });
    }

    /** Its content is forced to the disk before it has its name. */
    @Override
    public StagedWrite stage(ArtifactRef offered, byte[] content, FailureCode ifDifferent) {
        String key = offered.ref();
        Path target = root.locate(key);
        StagedWrite whole = StagedWrite.atOnce(() -> write(key, content, ifDifferent));
        if (Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            return whole;
        }
        return withFaultsTranslated("write " + key, () -> {
            try {
                DurableFolder.StagedFile staged = files.stage(target, new ByteArrayInputStream(content));
                return new StagedObject(staged, target, offered, ifDifferent);
            } catch (FileAlreadyExistsException folderIsAnObject) {
                return whole;
            }
        });
    }

    private final class StagedObject implements StagedWrite {
        private final DurableFolder.StagedFile file;
        private final Path target;
        private final ArtifactRef offered;
        private final FailureCode ifDifferent;

        StagedObject(DurableFolder.StagedFile file, Path target, ArtifactRef offered, FailureCode ifDifferent) {
            this.file = file;
            this.target = target;
            this.offered = offered;
            this.ifDifferent = ifDifferent;
        }

        @Override
        public ArtifactRef place() {
            return withFaultsTranslated("write " + offered.ref(), () -> {
                try {
                    file.place();
                } catch (FileAlreadyExistsException e) {
                    requireSame(target, offered, ifDifferent);
                }
                return offered;
            });
        }

        @Override
        public void settle() {
            withFaultsTranslated("write " + offered.ref(), () -> {
                file.settle();
                return offered;
            });
        }

        @Override
        public void close() {
            withFaultsTranslated("write " + offered.ref(), () -> {
                file.close();
                return offered;
            });
        }
    }

    @Override
    public ArtifactRef writeFile(String key, Path content, FailureCode ifDifferent) {
        return writeFile(key, content, ifDifferent, written -> {});
    }

    @Override
    public ArtifactRef writeFile(String key, Path content, FailureCode ifDifferent, LongConsumer written) {
        Path target = root.locate(key);
        return withFaultsTranslated("write " + key, () -> {
            ArtifactRef offered = ArtifactRef.of(key, content);
            return create(
                    target,
                    offered,
                    () -> new ReportingInputStream(Files.newInputStream(content), written),
                    ifDifferent);
        });
    }

    private ArtifactRef create(
            Path target, ArtifactRef offered, IoOperation<InputStream> content, FailureCode ifDifferent)
            throws IOException {
        if (!Files.exists(target, LinkOption.NOFOLLOW_LINKS)) {
            try (InputStream stream = content.run()) {
                files.create(target, stream);
                return offered;
            } catch (FileAlreadyExistsException e) {
                // Another writer was faster; what it wrote decides.
            }
        }
        requireSame(target, offered, ifDifferent);
        return offered;
    }

    private void requireSame(Path target, ArtifactRef offered, FailureCode ifDifferent) throws IOException {
        if (!Files.isRegularFile(target)) {
            throw new FailureException(
                    ifDifferent,
                    offered.ref() + " cannot be written: a folder has its name, or one of its folders is an object");
        }
        WriteOnceConflict.requireSameDigest(offered, Sha256.hex(target), ifDifferent);
        // Another process may have created the file and not yet forced its name; this write guarantees it too.
        files.syncDirectoryEntry(target);
    }

    @Override
    public Optional<byte[]> read(String key, long maxBytes) {
        return existing(key)
                .map(file -> withFaultsTranslated("read " + key, () -> BoundedReads.file(key, file, maxBytes)));
    }

    @Override
    public Optional<InputStream> open(String key) {
        return existing(key)
                .map(file -> withFaultsTranslated(
                        "read " + key, () -> Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)));
    }

    @Override
    public Optional<Long> size(String key) {
        return existing(key).map(file -> withFaultsTranslated("read " + key, () -> Files.size(file)));
    }

    @Override
    public List<String> keysUnder(String folder) {
        Path start = root.locate(folder);
        return withFaultsTranslated("list " + folder, () -> {
            if (!Files.isDirectory(start, LinkOption.NOFOLLOW_LINKS)) {
                files.requireMounted();
                return List.of();
            }
            try (Stream<Path> entries = Files.walk(start)) {
                return entries.filter(entry -> !Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS))
                        .map(entry -> folder + "/" + start.relativize(entry))
                        .sorted(CanonicalJson.CODE_POINT_ORDER)
                        .toList();
            }
        });
    }

    @Override
    public Optional<Path> localFile(String key, Path scratch) {
        return existing(key);
    }

    private Optional<Path> existing(String key) {
        Path file = root.locate(key);
        if (Files.isRegularFile(file)) {
            return Optional.of(file);
        }
        withFaultsTranslated("look for " + key, () -> {
            files.requireMounted();
            return file;
        });
        return Optional.empty();
    }

    private static <T> T withFaultsTranslated(String what, IoOperation<T> call) {
        try {
            return call.run();
        } catch (IOException e) {
            throw new TransientFaultException("cannot " + what + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void requireReachable() {
        withFaultsTranslated("write to the store", () -> {
            if (!Files.isDirectory(root.root()) || !Files.isWritable(root.root())) {
                throw new IOException(root.root() + " is not a folder that can be written to");
            }
            files.requireMounted();
            files.requireFreeSpace();
            return root;
        });
    }

    @Override
    public String keyOf(String reference) {
        return references.keyOf(reference);
    }

    @Override
    public void verifyWriteOnce() {
        boolean proven = withFaultsTranslated("probe the store", files::enforcesWriteOnce);
        if (!proven) {
            throw new IllegalStateException("files in " + root.root()
                    + " can be replaced under their names; use a file system that refuses it");
        }
    }

    @Override
    public void close() {
        // Holds nothing open between calls.
    }
}
