package io.modelfactory.worker.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Sha256Test {
    /** FIPS 180-4 examples. */
    private static final String OF_NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static final String OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void knownAnswers() {
        assertThat(Sha256.hex("")).isEqualTo(OF_NOTHING);
        assertThat(Sha256.hex("abc")).isEqualTo(OF_ABC);
    }

    @Test
    void textsAreHashedAsUtf8() {
        assertThat(Sha256.hex("\u00e9")).isEqualTo(Sha256.hex(new byte[] {(byte) 0xc3, (byte) 0xa9}));
    }

    @Test
    void bytesStreamsAndFilesOfTheSameContentAgree(@TempDir Path folder) throws IOException {
        byte[] content = "x".repeat(200_000).getBytes(UTF_8);
        String expected = Sha256.hex(content);

        assertThat(Sha256.hex(new ByteArrayInputStream(content))).isEqualTo(expected);
        assertThat(Sha256.hex(Files.write(folder.resolve("x"), content))).isEqualTo(expected);
    }
}
