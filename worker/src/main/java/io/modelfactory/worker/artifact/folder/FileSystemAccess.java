package io.modelfactory.worker.artifact.folder;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What a durable folder asks of its file system, apart from names. */
interface FileSystemAccess {
    FileSystemAccess DEFAULT = new FileSystemAccess() {
        @Override
        public FileChannel create(Path file) throws IOException {
            return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        }

        @Override
        public long usableSpace(Path folder) throws IOException {
            return Files.getFileStore(folder).getUsableSpace();
        }

        @Override
        public void force(Path folder) throws IOException {
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    };

    /** Creates a file to be written to; refuses one that is there. */
    FileChannel create(Path file) throws IOException;

    /** Bytes that can still be written below a folder. */
    long usableSpace(Path folder) throws IOException;

    /** Makes the names in a folder last. */
    void force(Path folder) throws IOException;
}
