package io.modelfactory.worker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
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

        assertThatIllegalArgumentException()
                .isThrownBy(() -> template.principal(Map.of("name", name)))
                .withMessageContaining("the claim name holds something other");
    }

    @Test
    void aMissingClaimIsRefusedByItsName() {
        assertThatIllegalArgumentException()
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
}
