package io.modelfactory.worker.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryFolderTest {
    private static final String RESOURCE = "/logback.xml";

    @TempDir
    private Path parent = Path.of("");

    @Test
    void aLibraryIsUnpackedOnce() throws IOException {
        Path first = folder().extracted(NativeLibraryFolder.class, RESOURCE);
        Files.writeString(first, "as it was left");

        Path again = folder().extracted(NativeLibraryFolder.class, RESOURCE);

        assertThat(again).isEqualTo(first).hasContent("as it was left");
    }

    @Test
    void whatAKilledProcessHadNotFinishedIsNotUsed() throws IOException {
        Path library = folder().extracted(NativeLibraryFolder.class, RESOURCE);
        byte[] whole = Files.readAllBytes(library);
        Files.delete(library);
        Files.writeString(library.resolveSibling("unfinished"), "a part that is longer than the whole".repeat(1_000));

        assertThat(folder().extracted(NativeLibraryFolder.class, RESOURCE)).hasBinaryContent(whole);
        assertThat(library.resolveSibling("unfinished")).doesNotExist();
    }

    @Test
    void aFolderThatOthersCanWriteToIsRefused() throws IOException {
        folder().extracted(NativeLibraryFolder.class, RESOURCE);
        Files.setPosixFilePermissions(parent.resolve("native"), PosixFilePermissions.fromString("rwxrwxrwx"));

        assertThatThrownBy(() -> folder().extracted(NativeLibraryFolder.class, RESOURCE))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("written to by others");
    }

    /** In a folder for all users the link may be someone else's: what was checked is what is loaded. */
    @Test
    void aLinkIsFollowedOnce() throws IOException {
        Path real = Files.createDirectory(
                parent.resolve("real"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.createSymbolicLink(parent.resolve("native"), real);

        assertThat(folder().extracted(NativeLibraryFolder.class, RESOURCE)).startsWithRaw(real.toRealPath());
    }

    @Test
    void aMissingLibraryIsNamed() {
        assertThatThrownBy(() -> folder().extracted(NativeLibraryFolder.class, "/lib/none.so"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("/lib/none.so");
    }

    private NativeLibraryFolder folder() {
        return new NativeLibraryFolder(parent.resolve("native"));
    }
}
