package io.modelfactory.local.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTailTest {
    @TempDir
    private Path temp = Path.of("");

    @Test
    void messagesAreShownWithoutTheFramesOfTheirStackTraces() throws IOException {
        Path log = Files.writeString(temp.resolve("log"), """
            2026-01-31T00:00:00Z ERROR the platform failed
            java.lang.IllegalStateException: no space left
            \tat io.modelfactory.local.up.Somewhere.run(Somewhere.java:1)
            \t... 8 common frames omitted
            """);

        assertThat(FileTail.of(log).lines().map(String::strip))
                .containsExactly(
                        "the end of " + log + ":",
                        "2026-01-31T00:00:00Z ERROR the platform failed",
                        "java.lang.IllegalStateException: no space left");
    }

    @Test
    void aLogThatIsEmptyOrNotThereIsNamed() throws IOException {
        Path log = Files.createFile(temp.resolve("log"));

        assertThat(FileTail.of(log)).isEqualTo("the log " + log + " is empty");
        assertThat(FileTail.of(temp.resolve("none"))).contains("cannot be read");
    }
}
