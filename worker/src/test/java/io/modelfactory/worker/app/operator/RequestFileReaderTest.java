package io.modelfactory.worker.app.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RequestFileReaderTest {
    private static final int MAX_BYTES = 20;

    @TempDir
    Path folder;

    @Test
    void aDashIsTheStandardInput() {
        assertThat(reader("{\"a\":1}").read("-").path("a").intValue()).isEqualTo(1);
    }

    @Test
    void unreadableFilesAreRefusedByName() throws Exception {
        Path text = Files.writeString(folder.resolve("text"), "hello");

        assertRefused(reader(""), text.toString(), "is not JSON");
        assertRefused(reader("{\"a\":\"" + "x".repeat(MAX_BYTES) + "\"}"), "-", "max_message_bytes");
        assertRefused(reader(""), folder.resolve("nowhere").toString(), "cannot be read");
        assertRefused(reader(""), folder.toString(), "cannot be read");
    }

    private static void assertRefused(RequestFileReader reader, String name, String why) {
        assertThatThrownBy(() -> reader.read(name))
                .isInstanceOfSatisfying(
                        FailureException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(FailureCode.REQUEST_INVALID))
                .hasMessageContaining(why);
    }

    private static RequestFileReader reader(String standardInput) {
        return new RequestFileReader(
                new ByteArrayInputStream(standardInput.getBytes(StandardCharsets.UTF_8)), MAX_BYTES);
    }
}
