package io.modelfactory.worker.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.console.auth.PasswordFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsolePasswordCommandTest {
    private static final String PASSWORD = "correct horse battery";

    @Test
    void theLineThatItPrintsIsAnAccountWithThatPassword(@TempDir Path folder) throws IOException {
        CommandResult run = run(PASSWORD + "\n", "ada", "--group", "fraud-ops", "--group", "audit");

        assertThat(run.exitCode()).as(run.toString()).isZero();
        assertThat(run.out())
                .startsWith("ada:fraud-ops,audit:$argon2id$v=19$m=65536,t=3,p=4$")
                .doesNotContain(PASSWORD);
        PasswordFile file = PasswordFile.read(Files.writeString(folder.resolve("passwords"), run.out()));
        assertThat(file.signIn("ada", PASSWORD.toCharArray())).isPresent();
        assertThat(file.signIn("ada", "another password".toCharArray())).isEmpty();
    }

    @Test
    void aShortPasswordIsRefused() {
        assertThat(run("short\n", "ada").exitCode()).isEqualTo(ExitCode.FAILED);
        assertThat(run("", "ada").exitCode()).isEqualTo(ExitCode.FAILED);
    }

    @Test
    void aNameOrGroupWithASeparatorIsRefused() {
        assertThat(run(PASSWORD, "HUMAN::ada").exitCode()).isEqualTo(ExitCode.USAGE_ERROR);
        assertThat(run(PASSWORD, "ada", "--group", "two words").exitCode()).isEqualTo(ExitCode.USAGE_ERROR);
    }

    private static CommandResult run(String input, String... arguments) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        try {
            String[] all = new String[arguments.length + 2];
            all[0] = "console";
            all[1] = "password";
            System.arraycopy(arguments, 0, all, 2, arguments.length);
            return CommandResult.of(all);
        } finally {
            System.setIn(before);
        }
    }
}
