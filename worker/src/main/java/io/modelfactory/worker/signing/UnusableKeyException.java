package io.modelfactory.worker.signing;

import java.nio.file.Path;

/** A file that was to hold a key does not; the message names the file and nothing of its content. */
public final class UnusableKeyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnusableKeyException(Path file, String problem) {
        super(file + " " + problem);
    }
}
