package io.modelfactory.worker.artifact.url;

import java.io.IOException;

/** Bytes are not those that were promised; reading them once more is of no use. */
public final class ChangedContentException extends IOException {
    private static final long serialVersionUID = 1L;

    public ChangedContentException(String message) {
        super(message);
    }
}
