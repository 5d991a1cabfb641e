package io.modelfactory.worker.artifact.folder;

import static io.modelfactory.worker.artifact.HostileReferences.isDenied;
import static io.modelfactory.worker.failure.FailureCode.GATE_RECEIPT_IMMUTABILITY_VIOLATION;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.ArtifactStoreContract;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalArtifactStoreTest extends ArtifactStoreContract {
    private static final byte[] CONTENT = "content".getBytes(UTF_8);

    @TempDir
    Path folder;

    private Path root = Path.of("");
    private Path elsewhere = Path.of("");
    private LocalArtifactStore store;

    @BeforeEach
    void openStore() throws IOException {
        root = folder.resolve("root");
        elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        store = new LocalArtifactStore(root);
    }

    @Override
    protected ArtifactStore store() {
        return store;
    }

    @Test
    void aMissingRootIsATransientFault() throws IOException {
        Files.move(root, folder.resolve("unmounted"));

        assertThatThrownBy(store::requireReachable)
                .isInstanceOf(TransientFaultException.class)
                .hasMessageContaining("is not a folder that can be written to");
    }

    @Test
    void anUnmountedStoreReportsNothingAsAbsent() throws IOException {
        store.write("run/x", CONTENT, GATE_RECEIPT_IMMUTABILITY_VIOLATION);
        Files.move(root, folder.resolve("unmounted"));
        Files.createDirectory(root);

        for (ThrowingCallable question : List.<ThrowingCallable>of(
                () -> store.read("run/x", 100),
                () -> store.open("run/x"),
                () -> store.size("run/x"),
                () -> store.write("run/x", CONTENT, GATE_RECEIPT_IMMUTABILITY_VIOLATION),
                store::requireReachable)) {
            assertThatThrownBy(question).isInstanceOf(TransientFaultException.class);
        }

        Files.delete(root);
        Files.move(folder.resolve("unmounted"), root);
        assertThat(store.read("run/x", 100)).contains(CONTENT);
    }

    @Test
    void theRootMayBeASymbolicLink() throws IOException {
        Path link = Files.createSymbolicLink(elsewhere.resolve("link"), root);

        new LocalArtifactStore(link).write("run/x", CONTENT, GATE_RECEIPT_IMMUTABILITY_VIOLATION);

        assertThat(root.resolve("run/x")).hasBinaryContent(CONTENT);
    }

    @Test
    void aSymbolicLinkThatStaysInsideIsFollowed() throws IOException {
        store.write("run/real/x", CONTENT, GATE_RECEIPT_IMMUTABILITY_VIOLATION);
        Files.createSymbolicLink(root.resolve("run/alias"), root.resolve("run/real"));

        assertThat(store.read("run/alias/x", 100)).hasValue(CONTENT);
    }

    @Test
    void aSymbolicLinkOutOfTheRootIsRefused() throws IOException {
        Files.write(elsewhere.resolve("x"), CONTENT);
        Files.createSymbolicLink(root.resolve("folder"), elsewhere);
        Files.createSymbolicLink(root.resolve("file"), elsewhere.resolve("x"));
        Files.createSymbolicLink(root.resolve("dangling"), elsewhere.resolve("new"));

        for (String key : new String[] {"folder/x", "folder/new", "file", "dangling"}) {
            assertThatThrownBy(() -> store.read(key, 100)).as(key).satisfies(isDenied());
            assertThatThrownBy(() -> store.write(key, CONTENT, GATE_RECEIPT_IMMUTABILITY_VIOLATION))
                    .as(key)
                    .satisfies(isDenied());
        }
        assertThat(elsewhere).isDirectoryContaining("glob:**x").isDirectoryNotContaining("glob:**new");
    }

    @Test
    void nothingIsLeftBesideTheObjectsWhetherWritesSucceedOrNot() throws IOException {
        store.write("run/x", CONTENT, GATE_RECEIPT_IMMUTABILITY_VIOLATION);
        store.write("run/x", CONTENT, GATE_RECEIPT_IMMUTABILITY_VIOLATION);
        assertThatThrownBy(() -> store.write("run/x/below", CONTENT, GATE_RECEIPT_IMMUTABILITY_VIOLATION))
                .isInstanceOf(FailureException.class);
        assertThatThrownBy(() -> store.write("run", CONTENT, GATE_RECEIPT_IMMUTABILITY_VIOLATION))
                .isInstanceOf(FailureException.class);

        try (Stream<Path> files = Files.walk(root).filter(Files::isRegularFile)) {
            assertThat(files).containsExactly(root.resolve("run/x"));
        }
    }

    @Test
    void aWriteThatBreaksOffLeavesNothing() throws IOException {
        InputStream failing = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("broken off");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                return read();
            }
        };
        InputStream failingAtItsEnd = new SequenceInputStream(new ByteArrayInputStream(CONTENT), failing);

        assertThatThrownBy(() -> DurableFolder.open(root).create(root.resolve("run/x"), failingAtItsEnd))
                .isInstanceOf(IOException.class);

        try (Stream<Path> files = Files.walk(root).filter(Files::isRegularFile)) {
            assertThat(files).isEmpty();
        }
    }

    @Test
    void aFullDiskIsATransientFaultAndLeavesNoPartialFile() throws IOException {
        FullFileSystem disk = new FullFileSystem();
        LocalArtifactStore cramped = new LocalArtifactStore(
                new ConfinedFolder(root), DurableFolder.open(root, DurableFolder.Placement.HARD_LINK, disk));

        assertThatThrownBy(() -> cramped.write("run/x", CONTENT, GATE_RECEIPT_IMMUTABILITY_VIOLATION))
                .isInstanceOf(TransientFaultException.class)
                .hasMessageContainingAll("run/x", "No space left on device");
        assertThatThrownBy(cramped::requireReachable)
                .isInstanceOf(TransientFaultException.class)
                .hasMessageContaining("no space left");
        try (Stream<Path> files = Files.walk(root).filter(Files::isRegularFile)) {
            assertThat(files).isEmpty();
        }

        disk.makeSpace();

        cramped.requireReachable();
        cramped.write("run/x", CONTENT, GATE_RECEIPT_IMMUTABILITY_VIOLATION);
        assertThat(cramped.read("run/x", 100)).contains(CONTENT);
    }

    @Test
    void abandonedStagingFilesAreRemoved() throws IOException {
        Path workshop = root.resolve(".mf-workshop");
        Path abandoned = Files.write(workshop.resolve("1.unfinished"), CONTENT);
        Path inUse = Files.write(workshop.resolve("2.unfinished"), CONTENT);
        Files.setLastModifiedTime(abandoned, FileTime.from(Instant.now().minus(Duration.ofDays(2))));

        new LocalArtifactStore(root);

        assertThat(abandoned).doesNotExist();
        assertThat(inUse).exists();
    }

    @Test
    void anUnreadableFileIsATransientFaultThatNamesTheKey() {
        assertThatThrownBy(
                        () -> store.writeFile("run/x", elsewhere.resolve("gone"), GATE_RECEIPT_IMMUTABILITY_VIOLATION))
                .isInstanceOf(TransientFaultException.class)
                .hasMessageContaining("run/x");
        assertThat(store.size("run/x")).isEmpty();
    }
}
