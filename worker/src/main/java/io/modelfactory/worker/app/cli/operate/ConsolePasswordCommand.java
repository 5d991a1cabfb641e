package io.modelfactory.worker.app.cli.operate;

import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.answer.OutputOption;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.console.auth.PasswordFile;
import io.modelfactory.worker.console.auth.PasswordHash;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mf console password}: an account for people who sign in to the console. */
@Command(
        name = "password",
        description = {
            "Prints a line for wiring.console.authentication.password_file.",
            "The password is asked for on the terminal, or read as one line from the standard input; never given as",
            "an argument. The line holds its Argon2id hash."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {ExitCode.SUCCESS_HELP, "1:the input has no password", ExitCode.USAGE_ERROR_HELP},
        footerHeading = "%nExamples:%n",
        footer = {"  mf console password ada --group fraud-ops >> console-passwords"})
final class ConsolePasswordCommand implements Callable<Integer> {
    private static final int MIN_CHARS = 12;
    private static final int MAX_CHARS = 1_024;

    @Parameters(paramLabel = "NAME", description = "Who signs in; letters, digits and . _ @ + -")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String name;

    @Option(
            names = "--group",
            paramLabel = "GROUP",
            description = "A group that wiring.console.authentication.roles gives a role; may be repeated.")
    private final List<String> groups = new ArrayList<>();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (!PasswordFile.NAME.matcher(name).matches()) {
            throw new ParameterException(
                    spec.commandLine(), "NAME: may have letters, digits and . _ @ + - and at most 64 of them");
        }
        if (!groups.stream().allMatch(PasswordFile::isGroup)) {
            throw new ParameterException(spec.commandLine(), "--group: may have neither blanks nor : nor ,");
        }
        char[] password = password();
        if (password.length < MIN_CHARS || password.length > MAX_CHARS) {
            output.progress("a password has " + MIN_CHARS + " to " + MAX_CHARS + " characters");
            return ExitCode.FAILED;
        }
        String line = PasswordFile.line(name, groups, PasswordHash.of(password, new SecureRandom()));
        Arrays.fill(password, ' ');
        output.print(Json.object().put("line", line), () -> line);
        return ExitCode.SUCCESS;
    }

    private char[] password() {
        return Optional.ofNullable(System.console())
                .map(this::typedPassword)
                .orElseGet(ConsolePasswordCommand::pipedPassword);
    }

    /** The output may be a file, to which no question may go. An input that ends is no person who could mistype. */
    private char[] typedPassword(Console console) {
        Optional<char[]> typed = Optional.ofNullable(console.readPassword("Password of %s: ", name));
        Optional<char[]> again = Optional.ofNullable(console.readPassword("Again: "));
        if (typed.isPresent() && again.isPresent() && !Arrays.equals(typed.get(), again.get())) {
            throw new ParameterException(spec.commandLine(), "the two passwords differ");
        }
        return typed.orElseGet(() -> new char[0]);
    }

    private static char[] pipedPassword() {
        try {
            String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
            return line == null ? new char[0] : line.toCharArray();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the standard input", e);
        }
    }
}
