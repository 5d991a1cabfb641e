package io.modelfactory.worker.artifact;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What lies below a folder, as far as it can be full. */
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
    };

    /** Creates a file to be written to; refuses one that is there. */
    FileChannel create(Path file) throws IOException;

    /** Bytes that can still be written below a folder. */
    long usableSpace(Path folder) throws IOException;
}
