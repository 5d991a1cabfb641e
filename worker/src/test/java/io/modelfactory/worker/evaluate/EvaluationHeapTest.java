package io.modelfactory.worker.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.ChildJvm;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The bound of {@link EvaluationMemory} as the heap of a process that does nothing but evaluate. */
class EvaluationHeapTest {
    private static final int ROWS = 400_000;
    /** There is no champion here, and one second model. */
    private static final long NOT_HELD = 20L * ROWS;
    /** Classes, the report, and room for the collector; new objects have a sixth of a small heap. */
    private static final long FIXED = 12L << 20;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {EvaluationHeapMain.ROLES, EvaluationHeapMain.NO_ROLES})
    void anEvaluationOfManyRowsStaysBelowItsBytesPerRow(String roles) throws IOException, InterruptedException {
        long heap = FIXED + EvaluationMemory.heapBytesFromDisk(ROWS, ROWS) - NOT_HELD;

        Process evaluation = new ProcessBuilder(ChildJvm.ofThisClassPath(
                        List.of("-Xmx" + heap, "-XX:MaxNewSize=8m", "-XX:+ExitOnOutOfMemoryError"),
                        EvaluationHeapMain.class,
                        String.valueOf(ROWS),
                        folder.toString(),
                        roles))
                .redirectErrorStream(true)
                .start();

        String output = new String(evaluation.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(evaluation.waitFor())
                .as("with %s bytes of heap: %s", heap, output)
                .isZero();
    }
}
