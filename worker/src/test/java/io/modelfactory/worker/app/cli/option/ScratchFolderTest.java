package io.modelfactory.worker.app.cli.option;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.ChildJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the folders that commands work in. */
class ScratchFolderTest {
    @TempDir
    private Path parent = Path.of("");

    @Test
    void aCommandThatEndsLeavesNothing() throws IOException {
        try (ScratchFolder scratch = ScratchFolder.temporary(parent)) {
            Files.writeString(scratch.path().resolve("rows"), "1,2");
        }

        assertThat(parent).isEmptyDirectory();
    }

    @Test
    void whatAKilledCommandLeftIsClearedAwayByTheNext() throws Exception {
        Process doomed = new ProcessBuilder(ChildJvm.ofThisClassPath(KilledCommand.class, parent.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        Path rows = Path.of(doomed.inputReader().readLine());
        ScratchFolder.temporary(parent).close();
        assertThat(rows).as("of a command at work").hasContent("1,2");

        doomed.destroyForcibly();
        assertThat(doomed.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(rows).exists();
        ScratchFolder.temporary(parent).close();

        assertThat(parent).isEmptyDirectory();
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void noOtherUserReadsIt() throws IOException {
        try (ScratchFolder scratch = ScratchFolder.temporary(parent)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(scratch.path())))
                    .isEqualTo("rwx------");
        }
    }

    /** A command at work, until it is killed. */
    static final class KilledCommand {
        private KilledCommand() {}

        public static void main(String[] arguments) throws IOException {
            ScratchFolder scratch = ScratchFolder.temporary(Path.of(arguments[0]));
            System.out.println(Files.writeString(scratch.path().resolve("rows"), "1,2"));
            System.out.println(System.in.read());
        }
    }
}
