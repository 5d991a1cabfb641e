package io.modelfactory.worker.console.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.console.access.ConsoleRole;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RoleMappingTest {

    @Test
    void groupsMapToRolesAndUnknownOnesToNone() {
        RoleMapping mapping = new RoleMapping(Map.of(
                ConsoleRole.VIEWER, List.of("readers"),
                ConsoleRole.OPERATOR, List.of("ops"),
                ConsoleRole.AUDITOR, List.of("auditors", "ops")));

        assertThat(mapping.roles(Set.of("readers", "elsewhere"))).containsExactly(ConsoleRole.VIEWER);
        assertThat(mapping.roles(Set.of("ops")))
                .containsExactlyInAnyOrder(ConsoleRole.VIEWER, ConsoleRole.OPERATOR, ConsoleRole.AUDITOR);
        assertThat(mapping.roles(Set.of("auditors")))
                .containsExactlyInAnyOrder(ConsoleRole.VIEWER, ConsoleRole.AUDITOR);
        assertThat(mapping.roles(Set.of("Ops", "operator", ""))).isEmpty();
    }
}
