package io.modelfactory.worker.artifact.folder;

import static io.modelfactory.worker.artifact.HostileReferences.isDenied;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReadableRootsTest {
    private static final byte[] PROFILE = "policy_id: p".getBytes(UTF_8);

    @TempDir
    Path home;

    @TempDir
    Path mounted;

    private ReadableRoots roots;

    @BeforeEach
    void layOutProfiles() throws IOException {
        Files.createDirectories(home.resolve("config/mf"));
        Files.write(home.resolve("config/mf/p.yaml"), PROFILE);
        Files.write(home.resolve("config/secret.yaml"), PROFILE);
        Files.write(mounted.resolve("p.yaml"), PROFILE);
        roots = ReadableRoots.of(List.of(home), List.of(Path.of("config/mf"), mounted));
    }

    @Test
    void aProfileIsReadByAnySpellingOfItsPath() {
        for (String reference : List.of(
                "config/mf/p.yaml",
                home + "/config/mf/p.yaml",
                "file://" + home + "/config/mf/p.yaml",
                mounted + "/p.yaml",
                "file:" + mounted + "/p.yaml")) {
            assertThat(roots.covers(reference)).as(reference).isTrue();
            assertThat(roots.read(reference, 100)).as(reference).hasValue(PROFILE);
        }
    }

    @Test
    void aProfileThatIsNotThereIsAbsent() {
        assertThat(roots.covers("config/mf/other.yaml")).isTrue();
        assertThat(roots.read("config/mf/other.yaml", 100)).isEmpty();
        assertThat(ReadableRoots.of(List.of(home), List.of(Path.of("no/such/root")))
                        .read("no/such/root/p.yaml", 100))
                .isEmpty();
    }

    @Test
    void aFolderThatTheWorkingDirectoryLacksIsThatOfTheNextBase() throws IOException {
        Path elsewhere = Files.createDirectories(mounted.resolve("elsewhere"));
        ReadableRoots found = ReadableRoots.of(List.of(elsewhere, home), List.of(Path.of("config/mf")));

        assertThat(found.read("config/mf/p.yaml", 100)).hasValue(PROFILE);
        assertThat(found.locate("config/mf/p.yaml")).hasValue(home.resolve("config/mf/p.yaml"));
        assertThatThrownBy(() -> found.read("config/secret.yaml", 100)).satisfies(isDenied());
    }

    @Test
    void referencesOutsideTheRootsAreNotTheirs() {
        for (String reference : List.of("config/secret.yaml", "p.yaml", home + "/config/secret.yaml", "s3://b/x")) {
            assertThat(roots.covers(reference)).as(reference).isFalse();
            assertThatThrownBy(() -> roots.read(reference, 100)).as(reference).satisfies(isDenied());
        }
    }

    @Test
    void climbingAndLinksOutOfARootAreRefused() throws IOException {
        Files.createSymbolicLink(home.resolve("config/mf/link.yaml"), home.resolve("config/secret.yaml"));

        for (String reference : List.of(
                "config/mf/../secret.yaml", home + "/config/mf/../secret.yaml", "config/mf/link.yaml", "config/mf/")) {
            assertThatThrownBy(() -> roots.read(reference, 100)).as(reference).satisfies(isDenied());
        }
    }

    @ParameterizedTest
    @MethodSource("io.modelfactory.worker.artifact.HostileReferences#keys")
    void noHostileReferenceIsRead(String reference) {
        assertThatThrownBy(() -> roots.read(reference, 100)).satisfies(isDenied());
        assertThatThrownBy(() -> roots.read("config/mf/" + reference, 100)).satisfies(isDenied());
    }

    @Test
    void readsAreBounded() {
        assertThatIllegalArgumentException().isThrownBy(() -> roots.read("config/mf/p.yaml", PROFILE.length - 1L));
    }
}
