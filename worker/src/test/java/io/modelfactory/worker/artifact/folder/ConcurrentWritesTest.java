package io.modelfactory.worker.artifact.folder;

import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.GATE_RECEIPT_IMMUTABILITY_VIOLATION;
import static io.modelfactory.worker.failure.FailureCode.TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.ConcurrentWrites;
import io.modelfactory.worker.artifact.KeyValidator;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConcurrentWritesTest {
    private static final byte[] CONTENT = "content".getBytes(UTF_8);
    private static final byte[] OTHER = "other".getBytes(UTF_8);

    @TempDir
    private Path folder = Path.of("");

    private LocalArtifactStore store;

    @BeforeEach
    void openStore() {
        store = new LocalArtifactStore(folder);
    }

    @Test
    void allIsStoredWhenTheWorkHasEnded() {
        List<ArtifactRef> written = ConcurrentWrites.during(
                store, writes -> List.of(write(writes, "run/a", CONTENT), write(writes, "run/b", OTHER)));

        assertThat(written).containsExactly(ArtifactRef.of("run/a", CONTENT), ArtifactRef.of("run/b", OTHER));
        assertThat(store.read("run/a", 100)).contains(CONTENT);
        assertThat(store.read("run/b", 100)).contains(OTHER);
    }

    /** Neither file is created before the other is about to be. */
    @Test
    void writesGoOnBesideEachOther() throws IOException {
        CyclicBarrier bothAtWork = new CyclicBarrier(2);
        LocalArtifactStore slow = storeOn(new CreatingFiles() {
            @Override
            public void beforeFile() throws Exception {
                bothAtWork.await(1, TimeUnit.MINUTES);
            }
        });

        ConcurrentWrites.during(
                slow, writes -> List.of(write(writes, "run/a", CONTENT), write(writes, "run/b", CONTENT)));

        assertThat(store.keysUnder("run")).containsExactly("run/a", "run/b");
    }

    @Test
    void whatComesAfterAWaitIsWrittenAfterIt() {
        ConcurrentWrites.during(store, writes -> {
            write(writes, "run/a", CONTENT);
            write(writes, "run/b", CONTENT);
            writes.await();
            assertThat(store.keysUnder("run")).containsExactly("run/a", "run/b");
            return write(writes, "run/c", CONTENT);
        });

        assertThat(store.read("run/c", 100)).contains(CONTENT);
    }

    /** The name of the first lasts only once the second is on the disk, and has no name yet. */
    @Test
    void whatComesAfterASeparationIsPutOnTheDiskMeanwhileAndAppearsLater() throws IOException {
        CountDownLatch onTheDisk = new CountDownLatch(2);
        Set<Boolean> appearedEarly = ConcurrentHashMap.newKeySet();
        LocalArtifactStore slow = storeOn(new CreatingFiles() {
            @Override
            public void beforeFile() {
                onTheDisk.countDown();
            }

            @Override
            public void force(Path below) throws IOException {
                if (below.endsWith("one")) {
                    await(onTheDisk);
                    appearedEarly.add(Files.exists(below.resolveSibling("two").resolve("b")));
                }
                CreatingFiles.super.force(below);
            }
        });

        ConcurrentWrites.during(slow, writes -> {
            write(writes, "one/a", CONTENT);
            writes.separate();
            return write(writes, "two/b", OTHER);
        });

        assertThat(appearedEarly).containsExactly(false);
        assertThat(store.read("one/a", 100)).contains(CONTENT);
        assertThat(store.read("two/b", 100)).contains(OTHER);
    }

    @Test
    void afterASeparationNothingAppearsIfSomethingBeforeItCannotBeStored() throws IOException {
        LocalArtifactStore failing = storeOn(new CreatingFiles() {
            @Override
            public void beforeFile() {}

            @Override
            public void force(Path below) throws IOException {
                if (below.endsWith("one")) {
                    throw new IOException("the disk is gone");
                }
                CreatingFiles.super.force(below);
            }
        });

        assertThatThrownBy(() -> ConcurrentWrites.during(failing, writes -> {
                    write(writes, "one/a", CONTENT);
                    writes.separate();
                    return write(writes, "two/b", OTHER);
                }))
                .isInstanceOf(TransientFaultException.class)
                .hasMessageContaining("the disk is gone");
        assertThat(store.keysUnder("two")).isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aSmallFileMayBeDeletedBeforeItIsStored(@TempDir Path scratch) throws IOException {
        CountDownLatch deleted = new CountDownLatch(1);
        LocalArtifactStore slow = storeOn(new CreatingFiles() {
            @Override
            public void beforeFile() throws Exception {
                deleted.await();
            }
        });
        Path model = Files.write(scratch.resolve("model.ubj"), CONTENT);

        ConcurrentWrites.during(slow, writes -> {
            ArtifactRef written = writes.writeFile("run/model.ubj", model, TRAIN_ARTIFACT_IMMUTABILITY_VIOLATION);
            delete(model);
            deleted.countDown();
            return written;
        });

        assertThat(store.read("run/model.ubj", 100)).contains(CONTENT);
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatIsBeingWrittenIsReadWhenItIsStored() throws IOException {
        CountDownLatch asked = new CountDownLatch(1);
        LocalArtifactStore slow = storeOn(new CreatingFiles() {
            @Override
            public void beforeFile() throws Exception {
                asked.await();
            }
        });

        List<Boolean> found = ConcurrentWrites.during(slow, writes -> {
            write(writes, "run/a", CONTENT);
            asked.countDown();
            boolean read = writes.read("run/a", 100).isPresent();
            write(writes, "run/b", CONTENT);
            boolean sized = writes.size("run/b").isPresent();
            write(writes, "run/c", CONTENT);
            boolean listed = writes.keysUnder("run").contains("run/c");
            return List.of(read, sized, listed);
        });

        assertThat(found).containsExactly(true, true, true);
    }

    @Test
    void afterAWriteThatFailsNothingAppears() {
        store.write("run/a", OTHER, EVAL_REPORT_IMMUTABILITY_VIOLATION);

        assertThatThrownBy(() -> ConcurrentWrites.during(store, writes -> {
                    writes.write("run/a", CONTENT, GATE_RECEIPT_IMMUTABILITY_VIOLATION);
                    write(writes, "run/b", CONTENT);
                    return write(writes, "run/c", CONTENT);
                }))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        failure -> assertThat(failure.code()).isEqualTo(GATE_RECEIPT_IMMUTABILITY_VIOLATION));
        assertThat(store.keysUnder("run")).containsExactly("run/a");
        assertThat(stagingFolder()).isEmptyDirectory();
    }

    /** The first file is refused once the others are on the disk. */
    @Test
    void whatIsOnTheDiskEarlierDoesNotAppearEarlier() throws IOException {
        AtomicInteger files = new AtomicInteger();
        CountDownLatch firstAtWork = new CountDownLatch(1);
        CountDownLatch othersAtWork = new CountDownLatch(2);
        LocalArtifactStore slow = storeOn(new CreatingFiles() {
            @Override
            public void beforeFile() throws Exception {
                if (files.getAndIncrement() == 0) {
                    firstAtWork.countDown();
                    othersAtWork.await();
                    throw new IOException("no space left");
                }
                othersAtWork.countDown();
            }
        });

        assertThatThrownBy(() -> ConcurrentWrites.during(slow, writes -> {
                    write(writes, "run/a", CONTENT);
                    Awaitility.await().until(() -> firstAtWork.getCount() == 0);
                    write(writes, "run/b", CONTENT);
                    return write(writes, "run/c", CONTENT);
                }))
                .isInstanceOf(TransientFaultException.class)
                .hasMessageContaining("no space left");

        assertThat(store.keysUnder("run")).isEmpty();
        assertThat(stagingFolder()).isEmptyDirectory();
    }

    @Test
    void aWriteThatFailsCountsMoreThanWhatFailedAfterIt() {
        store.write("run/a", OTHER, EVAL_REPORT_IMMUTABILITY_VIOLATION);
        TransientFaultException later = new TransientFaultException("no trainer", new IOException());

        assertThatThrownBy(() -> ConcurrentWrites.during(store, writes -> {
                    write(writes, "run/a", CONTENT);
                    throw later;
                }))
                .isInstanceOf(FailureException.class)
                .hasSuppressedException(later);
    }

    @Test
    void workThatFailsLeavesWhatItHasWritten() {
        TransientFaultException failure = new TransientFaultException("no trainer", new IOException());

        assertThatThrownBy(() -> ConcurrentWrites.during(store, writes -> {
                    write(writes, "run/a", CONTENT);
                    throw failure;
                }))
                .isSameAs(failure);

        assertThat(store.read("run/a", 100)).contains(CONTENT);
    }

    private Path stagingFolder() {
        return folder.resolve(KeyValidator.RESERVED_PREFIX + "workshop");
    }

    private static ArtifactRef write(ConcurrentWrites writes, String key, byte[] content) {
        return writes.write(key, content, EVAL_REPORT_IMMUTABILITY_VIOLATION);
    }

    private LocalArtifactStore storeOn(CreatingFiles disk) throws IOException {
        return new LocalArtifactStore(
                new ConfinedFolder(folder), DurableFolder.open(folder, DurableFolder.Placement.HARD_LINK, disk));
    }

    /** The usual disk, with something in between before a file is created. */
    private interface CreatingFiles extends FileSystemAccess {
        void beforeFile() throws Exception;

        @Override
        default FileChannel create(Path file) throws IOException {
            try {
                beforeFile();
            } catch (Exception unexpected) {
                throw new IOException(unexpected);
            }
            return FileSystemAccess.DEFAULT.create(file);
        }

        @Override
        default long usableSpace(Path below) throws IOException {
            return FileSystemAccess.DEFAULT.usableSpace(below);
        }

        @Override
        default void force(Path below) throws IOException {
            FileSystemAccess.DEFAULT.force(below);
        }
    }
}
