package io.modelfactory.worker.chaos.injection;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A file that can be read twice, the second time only half of the way until something has returned: so a store that
 * digests a file and then copies it is stopped in the middle of its write. Each reading is of a named pipe of its own;
 * the second takes the place of the first while that one is open, so that the reader cannot mistake the one for the
 * other.
 */
final class StallingFile implements AutoCloseable {
    private final Path folder;
    private final Path path;

    private StallingFile(Path folder) {
        this.folder = folder;
        this.path = folder.resolve("content");
    }

    /** @param halfWay called when the second reading has got one half */
    static StallingFile of(byte[] content, Runnable halfWay) throws IOException {
        StallingFile file = new StallingFile(Files.createTempDirectory("held"));
        makePipe(file.path);
        Thread writer = new Thread(() -> file.writeToPipe(content, halfWay), "held-file");
        writer.setDaemon(true);
        writer.start();
        return file;
    }

    Path path() {
        return path;
    }

    private void writeToPipe(byte[] content, Runnable halfWay) {
        try {
            try (OutputStream first = Files.newOutputStream(path)) {
                Path next = folder.resolve("next");
                makePipe(next);
                Files.move(next, path, StandardCopyOption.ATOMIC_MOVE);
                first.write(content);
            }
            try (OutputStream second = Files.newOutputStream(path)) {
                int half = content.length / 2;
                second.write(content, 0, half);
                second.flush();
                halfWay.run();
                second.write(content, half, content.length - half);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void makePipe(Path pipe) throws IOException {
        Process making =
                new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start();
        if (making.onExit().join().exitValue() != 0) {
            throw new IOException("no pipe was made at " + pipe);
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path);
        Files.deleteIfExists(folder);
    }
}
