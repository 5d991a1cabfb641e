package io.modelfactory.worker.artifact.url;

import java.io.IOException;

/** A service does not accept a signed URL, and will not by the next attempt. */
public final class RefusedUrlException extends IOException {
    private static final long serialVersionUID = 1L;

    RefusedUrlException(int status) {
        super("URL_REFUSED: the object store answers HTTP " + status
                + "; the URL has expired, its signer may not do this, or the object is not there");
    }
}
