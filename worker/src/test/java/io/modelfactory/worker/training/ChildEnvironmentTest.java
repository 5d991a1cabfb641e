package io.modelfactory.worker.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ChildEnvironmentTest {

    @Test
    void nothingIsInheritedThatAJavaProgramDoesNotNeed() {
        Map<String, String> own =
                Map.of("PATH", "/bin", "MF_DATABASE_PASSWORD", "secret", "AWS_SECRET_ACCESS_KEY", "s");

        assertThat(ChildEnvironment.of(own)).containsOnlyKeys("PATH", "OMP_WAIT_POLICY", "GOMP_SPINCOUNT");
    }

    @Test
    void threadsSoonSleepWhileTheyWaitUnlessTheWorkerIsToldElse() {
        assertThat(ChildEnvironment.of(Map.of()))
                .isEqualTo(Map.of("OMP_WAIT_POLICY", "PASSIVE", "GOMP_SPINCOUNT", "300"));
        assertThat(ChildEnvironment.of(Map.of("OMP_WAIT_POLICY", "ACTIVE")))
                .isEqualTo(Map.of("OMP_WAIT_POLICY", "ACTIVE"));
        assertThat(ChildEnvironment.of(Map.of("GOMP_SPINCOUNT", "3000"))).containsEntry("GOMP_SPINCOUNT", "3000");
    }
}
