package io.modelfactory.worker.release;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class WorkerReleaseTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    @Test
    void aReleaseIsNamedByTheCommitThatWasBuilt() {
        assertThat(built(Map.of("version", "1.2.3", "commit", COMMIT, "dirty", "false"))
                        .id())
                .isEqualTo("git:" + COMMIT);
    }

    @Test
    void whatWasBuiltBeyondTheCommitIsInTheName() {
        assertThat(built(Map.of("version", "1.2.3", "commit", COMMIT, "dirty", "true"))
                        .id())
                .isEqualTo("git:" + COMMIT + "-dirty");
    }

    @Test
    void aCommitOfWhichItIsNotKnownWhetherItIsAllIsNotTakenForAll() {
        assertThat(built(Map.of("version", "1.2.3", "commit", COMMIT, "dirty", "${release.dirty}"))
                        .dirty())
                .isTrue();
    }

    @Test
    void aBuildWithoutARepositoryIsNamedByItsVersion() {
        WorkerRelease release = built(Map.of("version", "1.2.3", "commit", "${release.commit}", "dirty", "false"));

        assertThat(release.id()).isEqualTo("version:1.2.3");
        assertThat(release.commit()).isEmpty();
    }

    @Test
    void theRunningReleaseHasAName() {
        assertThat(WorkerRelease.current().id()).matches("git:[0-9a-f]{40}(-dirty)?|version:.+");
    }

    private static WorkerRelease built(Map<String, String> values) {
        Properties properties = new Properties();
        properties.putAll(values);
        return WorkerRelease.of(properties, Optional.empty());
    }
}
