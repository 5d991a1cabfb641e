package io.modelfactory.worker.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Small files as a store that lasts has them: the content is forced to the disk, then the name. */
final class ForcedFileWriter {
    /** Of a file that says nothing: about as long as a document of a run. */
    static final int FILE_BYTES = 3_000;

    private final Path root;

    /** @param root folder that is there, for unfinished files too */
    ForcedFileWriter(Path root) {
        this.root = root;
    }

    /** A new folder, whose name lasts. */
    Path folder(String name) {
        try {
            Path folder = Files.createDirectory(root.resolve(name));
            force(root);
            return folder;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void write(Path folder, String name, byte[] content) {
        Path written = root.resolve("unfinished-" + name);
        try {
            try (FileChannel channel =
                    FileChannel.open(written, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(content));
                channel.force(true);
            }
            Files.createLink(folder.resolve(name), written);
            force(folder);
            Files.delete(written);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
