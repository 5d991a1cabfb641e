package io.modelfactory.worker.algorithm.xgboost;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Memory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What a process takes before and after it has given freed memory back. */
@EnabledOnOs(OS.LINUX)
class FreedMemoryTest {
    private static final int PIECES = 20_000;
    private static final int PIECE_BYTES = 8 << 10;
    private static final long KILOBYTES_PER_MEGABYTE = 1024;

    @Test
    void manySmallPiecesGoBackToTheSystemAlthoughALaterOneIsInUse() throws IOException {
        List<Memory> pieces = new ArrayList<>();
        for (int i = 0; i < PIECES; i++) {
            Memory piece = new Memory(PIECE_BYTES);
            piece.setMemory(0, PIECE_BYTES, (byte) 1);
            pieces.add(piece);
        }
        try (Memory last = pieces.remove(PIECES - 1)) {
            pieces.forEach(Memory::close);
            long before = anonymousMegabytes();

            FreedMemory.giveBack();

            assertThat(last.getByte(0)).isEqualTo((byte) 1);
            assertThat(before - anonymousMegabytes()).isGreaterThan(100);
        }
    }

    private static long anonymousMegabytes() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("RssAnon"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / KILOBYTES_PER_MEGABYTE)
                .sum();
    }
}
