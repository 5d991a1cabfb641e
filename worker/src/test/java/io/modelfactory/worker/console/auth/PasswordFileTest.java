package io.modelfactory.worker.console.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.modelfactory.worker.config.ConfigurationException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordFileTest {
    static final String HASH = "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

    @Test
    void whoKnowsThePasswordIsSignedInWithTheGroupsOfTheLine() {
        PasswordFile file = PasswordFile.parse(List.of("# people", "", "ada:fraud-ops,auditors:" + HASH));

        assertThat(file.signIn("ada", "password".toCharArray())).get().satisfies(person -> {
            assertThat(person.claims()).containsEntry("name", "ada");
            assertThat(person.groups()).containsExactly("fraud-ops", "auditors");
        });
        assertThat(file.signIn("ada", "passwort".toCharArray())).isEmpty();
        assertThat(file.signIn("eve", "password".toCharArray())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ada",
                "ada:ops",
                "ada:ops:secret",
                "a::da:ops:" + HASH,
                "HUMAN::ada:ops:" + HASH,
                "ada/x:ops:" + HASH,
                "ada:two words:" + HASH
            })
    void aLineThatIsNoAccountIsRefusedByItsNumberAndNotRepeated(String line) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> PasswordFile.parse(List.of("# people", line)))
                .withMessageContaining("password_file: line 2")
                .withMessageContaining("mf console password")
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("argon2", "secret"));
    }

    @Test
    void anAccountThatIsThereTwiceIsRefused() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> PasswordFile.parse(List.of("ada:ops:" + HASH, "ada:admin:" + HASH)))
                .withMessageContaining("line 2 repeats an account: ada");
    }

    @Test
    void aFileWithoutAccountsAndOneThatIsNotThereAreRefused() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> PasswordFile.parse(List.of("# nobody yet")))
                .withMessageContaining("has no account");
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> PasswordFile.read(Path.of("no-such-file")))
                .withMessageContaining("cannot be read");
    }
}
