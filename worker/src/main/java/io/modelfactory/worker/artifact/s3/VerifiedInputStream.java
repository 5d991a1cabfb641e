package io.modelfactory.worker.artifact.s3;

import io.modelfactory.worker.artifact.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.util.HexFormat;

/** Fails at the end of a stream whose bytes are not those that were stored. */
final class VerifiedInputStream extends DigestInputStream {
    private final String name;
    private final String expectedSha256;
    private boolean ended;

    VerifiedInputStream(String name, InputStream content, String expectedSha256) {
        super(content, Sha256.newDigest());
        this.name = name;
        this.expectedSha256 = expectedSha256;
    }

    @Override
    public int read() throws IOException {
        int read = super.read();
        verifyAtEnd(read < 0);
        return read;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        verifyAtEnd(read < 0);
        return read;
    }

    private void verifyAtEnd(boolean end) throws IOException {
        if (!end || ended) {
            return;
        }
        ended = true;
        String actual = HexFormat.of().formatHex(digest.digest());
        if (!actual.equals(expectedSha256)) {
            throw new IOException(
                    "%s arrived with SHA-256 %s, but %s was stored".formatted(name, actual, expectedSha256));
        }
    }
}
