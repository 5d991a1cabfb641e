package io.modelfactory.local.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformFolderTest {
    @TempDir
    private Path temp = Path.of("");

    @Test
    void aNewFolderIsItsOwnersOnly() throws IOException {
        PlatformFolder folder = new PlatformFolder(temp.resolve("deeper/data"));

        folder.prepare();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.root())))
                .isEqualTo("rwx------");
        assertThat(folder.marker().read()).isEqualTo(FormatMarker.NEW);
        assertThatCode(folder::prepare).doesNotThrowAnyException();
    }

    @Test
    void aFileInThePlaceOfTheFolderIsNamed() throws IOException {
        Path file = Files.writeString(temp.resolve("data"), "");

        assertRefused(new PlatformFolder(file), "cannot write to the data folder " + file, "--data");
    }

    @Test
    void aFolderThatCannotBeWrittenIsNamed() {
        // Not even root may write there.
        assertRefused(new PlatformFolder(Path.of("/proc/model-factory")), "cannot write to the data folder", "--data");
    }

    @Test
    void aFolderWithOtherFilesIsLeftAlone() throws IOException {
        Files.writeString(temp.resolve("thesis.txt"), "");

        assertRefused(new PlatformFolder(temp), "neither empty nor a data folder");
        assertThatThrownBy(() -> new PlatformFolder(temp).deleteData()).isInstanceOf(UpException.class);
        assertThat(temp.resolve("thesis.txt")).exists();
    }

    @Test
    void aDiskThatIsAlmostFullIsNamedWithTheSpaceThatIsNeeded() {
        assertThatThrownBy(() -> new PlatformFolder(temp).requireSpace(100L << 20))
                .isInstanceOf(UpException.class)
                .hasMessageContaining("100 MB are free")
                .hasMessageContaining("512 MB are needed");
    }

    @Test
    void dataInTheFormatOfANewerReleaseIsRefusedWithItsName() {
        PlatformFolder folder = new PlatformFolder(temp);
        folder.marker().write(new FormatMarker.Content(FormatMarker.FORMAT + 1, true, "git:0123"));

        assertRefused(folder, "has format 2", "reads format 1", "git:0123");
    }

    @Test
    void dataOfAnotherMajorVersionOfPostgresqlIsRefused() throws IOException {
        PlatformFolder folder = new PlatformFolder(temp);
        folder.prepare();
        Files.writeString(Files.createDirectories(folder.cluster()).resolve("PG_VERSION"), "19\n");

        assertRefused(folder, "PostgreSQL 19", "this release brings 18");
    }

    @Test
    void aDamagedMarkerIsNamed() throws IOException {
        PlatformFolder folder = new PlatformFolder(temp);
        folder.prepare();
        Files.writeString(temp.resolve("format.json"), "");

        assertRefused(folder, "format.json is damaged");
    }

    @Test
    void onlyWhatThePlatformWroteIsDeleted() throws IOException {
        PlatformFolder folder = new PlatformFolder(temp);
        folder.prepare();
        Files.writeString(Files.createDirectories(folder.objects()).resolve("object"), "");
        Path interrupted = Files.writeString(temp.resolve("state.json.17.next"), "");
        Path other = Files.writeString(temp.resolve("notes.txt"), "");

        assertThat(folder.deleteData()).isFalse();

        assertThat(temp).isDirectoryContaining(other::equals);
        assertThat(folder.objects()).doesNotExist();
        assertThat(interrupted).doesNotExist();
    }

    @Test
    void aFolderWithNothingElseIsDeletedItself() {
        PlatformFolder folder = new PlatformFolder(temp.resolve("data"));
        folder.prepare();

        assertThat(folder.deleteData()).isTrue();

        assertThat(folder.root()).doesNotExist();
    }

    @Test
    void thePasswordIsRandomAndItsOwnersOnly() throws IOException {
        Path first = temp.resolve("first");
        DatabasePassword.createIn(first);
        String written = Files.readString(first);
        DatabasePassword.createIn(first);
        DatabasePassword.createIn(temp.resolve("second"));

        assertThat(written).hasSizeGreaterThanOrEqualTo(32).isNotEqualTo(Files.readString(temp.resolve("second")));
        assertThat(first).hasContent(written);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(first)))
                .isEqualTo("rw-------");
    }

    private static void assertRefused(PlatformFolder folder, String... parts) {
        assertThatThrownBy(folder::prepare)
                .isInstanceOf(UpException.class)
                .hasMessageContainingAll(parts)
                .message()
                .hasLineCount(1);
    }
}
