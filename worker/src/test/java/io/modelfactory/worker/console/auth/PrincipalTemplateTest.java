package io.modelfactory.worker.console.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.modelfactory.worker.console.access.ConsoleRole;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrincipalTemplateTest {

    @Test
    void claimsFillTheirPlaces() {
        PrincipalTemplate template = new PrincipalTemplate("HUMAN::{tenant}::{preferred_username}");

        assertThat(template.claims()).containsExactly("tenant", "preferred_username");
        assertThat(template.principal(Map.of("tenant", "eu", "preferred_username", "ada.b+c@example.org")))
                .isEqualTo("HUMAN::eu::ada.b+c@example.org");
        assertThat(template.principal(Map.of("tenant", "eu", "preferred_username", "Зоя")))
                .isEqualTo("HUMAN::eu::Зоя");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ada::root",
                "ada:root",
                "ada/root",
                "ada root",
                "ada\nroot",
                "ada\u0000",
                "ada\u200b",
                "ada\u202e",
                "$1",
                "{name}",
                "-ada",
                " ada",
                ""
            })
    void aClaimWithASeparatorOrAControlCharacterIsRefused(String name) {
        PrincipalTemplate template = new PrincipalTemplate("HUMAN::{name}");

        assertThatExceptionOfType(SignInRefusedException.class)
                .isThrownBy(() -> template.principal(Map.of("name", name)))
                .withMessageContaining("the claim name holds something other");
    }

    @Test
    void aMissingClaimIsRefusedByItsName() {
        assertThatExceptionOfType(SignInRefusedException.class)
                .isThrownBy(() -> new PrincipalTemplate("HUMAN::{email}").principal(Map.of("name", "ada")))
                .withMessageContaining("says no email");
    }

    /** Without a fixed beginning, a claim alone would decide what kind of principal it is. */
    @ParameterizedTest
    @ValueSource(
            strings = {"", "HUMAN::ada", "{name}", "HUMAN::{name", "HUMAN::{}", "HUMAN::{name}}", "HUMAN:: {name}"})
    void aTemplateHasAFixedBeginningAndAClaim(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> new PrincipalTemplate(text));
    }

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
