package io.modelfactory.worker.artifact;

import static io.modelfactory.worker.artifact.HostileReferences.isDenied;
import static io.modelfactory.worker.failure.FailureCode.EVAL_REPORT_IMMUTABILITY_VIOLATION;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelfactory.worker.failure.FailureException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every store promises, whatever it keeps its objects in. */
public abstract class ArtifactStoreContract {
    private static final String KEY = "run_1/mf/train_runs/tr_1/eval_report/er_1.json";
    private static final byte[] CONTENT = "{\"a\":1}".getBytes(UTF_8);
    private static final byte[] OTHER = "{\"a\":2}".getBytes(UTF_8);
    private static final int WRITERS = 8;
    /** More than a store sends in one piece. */
    private static final int LARGE_BYTES = 9 << 20;

    @TempDir
    protected Path scratch;

    /** An empty store; the same one for the length of a test. */
    protected abstract ArtifactStore store();

    @Test
    void whatWasWrittenIsReadBack() {
        ArtifactRef written = store().write(KEY, CONTENT, EVAL_REPORT_IMMUTABILITY_VIOLATION);

        assertThat(written).isEqualTo(new ArtifactRef(KEY, Sha256.hex(CONTENT), CONTENT.length));
        assertThat(store().read(KEY, 100)).hasValue(CONTENT);
        assertThat(store().size(KEY)).hasValue((long) CONTENT.length);
    }

    @Test
    void allKeysUnderAFolderAreListedAndNoOthers() {
        for (String key : List.of("run_1/a/z.json", "run_1/a/b/c.json", "run_1/ab.json", "run_2/a/x.json")) {
            store().write(key, CONTENT, EVAL_REPORT_IMMUTABILITY_VIOLATION);
        }

        assertThat(store().keysUnder("run_1/a")).containsExactly("run_1/a/b/c.json", "run_1/a/z.json");
        assertThat(store().keysUnder("run_3")).isEmpty();
    }

    @Test
    void anAvailableStoreIsReachable() {
        assertThatCode(store()::requireReachable).doesNotThrowAnyException();
    }

    @Test
    void writeOnceCanBeVerifiedRepeatedly() {
        store().verifyWriteOnce();
        store().verifyWriteOnce();

        assertThat(store().read(KEY, 100)).isEmpty();
    }

    @Test
    void writingTheSameBytesAgainIsFine() {
        ArtifactRef first = store().write(KEY, CONTENT, EVAL_REPORT_IMMUTABILITY_VIOLATION);

        assertThat(store().write(KEY, CONTENT, EVAL_REPORT_IMMUTABILITY_VIOLATION))
                .isEqualTo(first);
    }

    @Test
    void otherBytesAreRefusedByNameAndTheFirstOnesStay() {
        store().write(KEY, CONTENT, EVAL_REPORT_IMMUTABILITY_VIOLATION);

        assertThatThrownBy(() -> store().write(KEY, OTHER, EVAL_REPORT_IMMUTABILITY_VIOLATION))
                .isInstanceOfSatisfying(
                        FailureException.class, e -> assertThat(e.code()).isEqualTo(EVAL_REPORT_IMMUTABILITY_VIOLATION))
                .hasMessageContainingAll(KEY, Sha256.hex(CONTENT), Sha256.hex(OTHER));
        assertThat(store().read(KEY, 100)).hasValue(CONTENT);
    }

    @Test
    void anEmptyObjectIsAnObject() {
        store().write(KEY, new byte[0], EVAL_REPORT_IMMUTABILITY_VIOLATION);

        assertThat(store().read(KEY, 0))
                .hasValueSatisfying(bytes -> assertThat(bytes).isEmpty());
        assertThat(store().size(KEY)).hasValue(0L);
    }

    @Test
    void whatIsNotThereIsAbsentAndNotAnError() {
        store().write(KEY, CONTENT, EVAL_REPORT_IMMUTABILITY_VIOLATION);

        for (String absent : List.of("run_2/x.json", "run_1/mf", KEY + "/below", KEY + "x")) {
            assertThat(store().read(absent, 100)).as(absent).isEmpty();
            assertThat(store().open(absent)).as(absent).isEmpty();
            assertThat(store().size(absent)).as(absent).isEmpty();
            assertThat(store().localFile(absent, scratch)).as(absent).isEmpty();
        }
    }

    @Test
    void readsAreBounded() {
        store().write(KEY, CONTENT, EVAL_REPORT_IMMUTABILITY_VIOLATION);

        assertThat(store().read(KEY, CONTENT.length)).hasValue(CONTENT);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> store().read(KEY, CONTENT.length - 1))
                .withMessageContaining(KEY);
    }

    @Test
    void aLargeFileIsWrittenOnceStreamedAndMadeLocal() throws IOException {
        byte[] large = randomBytes(1);
        Path file = Files.write(scratch.resolve("large"), large);

        ArtifactRef written = store().writeFile("run_1/model.ubj", file, EVAL_REPORT_IMMUTABILITY_VIOLATION);
        assertThat(store().writeFile("run_1/model.ubj", file, EVAL_REPORT_IMMUTABILITY_VIOLATION))
                .isEqualTo(written)
                .isEqualTo(ArtifactRef.of("run_1/model.ubj", large));

        try (InputStream content = store().open("run_1/model.ubj").orElseThrow()) {
            assertThat(content.readAllBytes()).isEqualTo(large);
        }
        Path local = store().localFile("run_1/model.ubj", scratch).orElseThrow();
        assertThat(local).hasBinaryContent(large).hasFileName("model.ubj");

        Path changed = Files.write(scratch.resolve("changed"), randomBytes(2));
        assertThatThrownBy(() -> store().writeFile("run_1/model.ubj", changed, EVAL_REPORT_IMMUTABILITY_VIOLATION))
                .isInstanceOf(FailureException.class);
        assertThat(Sha256.hex(store().open("run_1/model.ubj").orElseThrow())).isEqualTo(written.sha256());
    }

    @Test
    void allWritersOfTheSameBytesSucceed() throws InterruptedException {
        assertThat(writtenAtOnce(writer -> CONTENT)).containsOnly("written").hasSize(WRITERS);
        assertThat(store().read(KEY, 100)).hasValue(CONTENT);
    }

    @Test
    void ofWritersOfDifferentBytesExactlyOneWins() throws InterruptedException {
        List<String> outcomes = writtenAtOnce(ArtifactStoreContract::randomBytes);

        assertThat(outcomes).containsOnlyOnce("written");
        assertThat(outcomes)
                .filteredOn(outcome -> !outcome.equals("written"))
                .containsOnly(EVAL_REPORT_IMMUTABILITY_VIOLATION.name())
                .hasSize(WRITERS - 1);
        int winner = outcomes.indexOf("written");
        assertThat(store().read(KEY, LARGE_BYTES)).hasValue(randomBytes(winner));
    }

    @ParameterizedTest
    @MethodSource("io.modelfactory.worker.artifact.HostileReferences#keys")
    void noHostileKeyIsReadOrWritten(String key) {
        assertThatThrownBy(() -> store().write(key, CONTENT, EVAL_REPORT_IMMUTABILITY_VIOLATION))
                .satisfies(isDenied());
        assertThatThrownBy(() -> store().read(key, 100)).satisfies(isDenied());
        assertThatThrownBy(() -> store().open(key)).satisfies(isDenied());
        assertThatThrownBy(() -> store().size(key)).satisfies(isDenied());
        assertThatThrownBy(() -> store().localFile(key, scratch)).satisfies(isDenied());
    }

    private List<String> writtenAtOnce(IntFunction<byte[]> contentOf) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<String>> writers = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                byte[] content = contentOf.apply(writer);
                writers.add(threads.submit(outcomeOf(start, content)));
            }
            start.countDown();
            List<String> outcomes = new ArrayList<>();
            for (Future<String> writer : writers) {
                outcomes.add(writer.get());
            }
            return outcomes;
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private Callable<String> outcomeOf(CountDownLatch start, byte[] content) {
        return () -> {
            start.await();
            try {
                store().write(KEY, content, EVAL_REPORT_IMMUTABILITY_VIOLATION);
                return "written";
            } catch (FailureException e) {
                return e.code().name();
            }
        };
    }

    private static byte[] randomBytes(int seed) {
        byte[] bytes = new byte[LARGE_BYTES];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }
}
