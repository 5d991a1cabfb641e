package io.modelfactory.worker.artifact.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.modelfactory.worker.artifact.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

class VerifiedInputStreamTest {
    private static final byte[] CONTENT = "content".getBytes(UTF_8);

    @Test
    void theBytesThatWereStoredAreReadToTheirEnd() throws IOException {
        assertThat(stream(Sha256.hex(CONTENT)).readAllBytes()).isEqualTo(CONTENT);
    }

    @Test
    void otherBytesFailAtTheirEnd() throws IOException {
        InputStream stream = stream(Sha256.hex("other"));
        assertThat(stream.read(new byte[CONTENT.length])).isEqualTo(CONTENT.length);

        assertThatIOException().isThrownBy(stream::read).withMessageStartingWith("run/x arrived with SHA-256 ");
    }

    private static InputStream stream(String storedSha256) {
        return new VerifiedInputStream("run/x", new ByteArrayInputStream(CONTENT), storedSha256);
    }
}
