package io.modelfactory.worker.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class OpensslLinesTest {
    /** Whose block {@code RunbooksIT} runs on a signed bundle. */
    private static final Path PAGE = Path.of("../runbooks/sign-bundles.md");

    @Test
    void theyAreThoseOfTheRunbook() throws IOException {
        assertThat(Files.readString(PAGE)).contains(String.join("\n", OpensslLines.LINES));
    }
}
