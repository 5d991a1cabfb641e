package io.modelfactory.worker.model;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A new file that is mapped into memory: the system keeps of it what it has room for, and reads the rest when it is
 * asked for. Its bytes are 0 at first. The file may be deleted while it is in use.
 */
final class MappedFile {
    /** One mapping holds less than 2^31 bytes. */
    static final long WINDOW_BYTES = 1L << 30;

    private MappedFile() {}

    /**
     * @param file that does not exist yet
     * @return its bytes in their order, in windows of {@link #WINDOW_BYTES}, of which the last may be shorter
     * @throws UncheckedIOException if the disk does not allow it
     */
    static ByteBuffer[] create(Path file, long bytes) {
        ByteBuffer[] windows = new ByteBuffer[Math.toIntExact((bytes + WINDOW_BYTES - 1) / WINDOW_BYTES)];
        try (FileChannel channel = FileChannel.open(
                file, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            for (int i = 0; i < windows.length; i++) {
                long first = i * WINDOW_BYTES;
                windows[i] = channel.map(MapMode.READ_WRITE, first, Math.min(bytes - first, WINDOW_BYTES))
                        .order(ByteOrder.nativeOrder());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot keep rows in " + file + ": " + e.getMessage(), e);
        }
        return windows;
    }
}
