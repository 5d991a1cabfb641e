package io.modelfactory.worker.console.auth;

import io.modelfactory.worker.config.ConsoleSecurity;
import io.modelfactory.worker.console.access.ConsoleRole;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Which groups have which roles. A group that is not listed has none, and a person without a role is not let in. */
public record RoleMapping(Map<ConsoleRole, List<String>> groups) {
    public RoleMapping {
        Map<ConsoleRole, List<String>> copy = new EnumMap<>(ConsoleRole.class);
        groups.forEach((role, names) -> copy.put(role, List.copyOf(names)));
        groups = Map.copyOf(copy);
    }

    static RoleMapping of(ConsoleSecurity.Roles roles) {
        return new RoleMapping(Map.of(
                ConsoleRole.VIEWER, roles.viewer(),
                ConsoleRole.OPERATOR, roles.operator(),
                ConsoleRole.AUDITOR, roles.auditor()));
    }

    /** Roles of who is in these groups, compared letter by letter; empty if none of the groups is listed. */
    Set<ConsoleRole> roles(Collection<String> memberOf) {
        Set<ConsoleRole> roles = EnumSet.noneOf(ConsoleRole.class);
        groups.forEach((role, names) -> {
            if (names.stream().anyMatch(memberOf::contains)) {
                roles.add(role);
                roles.add(ConsoleRole.VIEWER);
            }
        });
        return roles;
    }
}
