package io.modelfactory.worker.console;

import io.modelfactory.worker.app.operator.OperatorConsole;
import io.modelfactory.worker.app.wiring.ConsoleFactory;
import io.modelfactory.worker.app.worker.PlatformFixture;
import io.modelfactory.worker.config.Configuration;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A console of a platform in which people sign in and act; its child processes find the platform by its profile. */
record ActingConsole(ConsoleServer server) implements AutoCloseable {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(MF_[A-Z0-9_]+)(:-[^}]*)?}");

    static ActingConsole start(PlatformFixture platform) {
        try {
            Path folder = Files.createTempDirectory("acting-console");
            String shipped = Files.readString(Path.of("..", "config/profiles/local.yaml"));
            Matcher variable = VARIABLE.matcher(shipped);
            String text = variable.replaceAll(match -> Matcher.quoteReplacement(
                            platform.environment().getOrDefault(match.group(1), match.group())))
                    .replace(
                            "config/mf",
                            Path.of("..", "config/mf")
                                    .toAbsolutePath()
                                    .normalize()
                                    .toString())
                    .replaceFirst("(?m)^  console:$", """
                              console:
                                actions: true
                                authentication:
                                  password_file: %s
                                  roles: {viewer: [readers], operator: [fraud-ops], auditor: [audit]}
                            """.formatted(ConsoleAccounts.file(folder))
                            .stripTrailing());
            Path profile = Files.writeString(folder.resolve("profile.yaml"), text);
            return new ActingConsole(ConsoleFactory.start(
                    Configuration.load(profile, Map.of(), PlatformFixture.SCHEMAS),
                    new OperatorConsole("deploy/mf", Optional.of(profile)),
                    "127.0.0.1",
                    0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return server.url();
    }

    @Override
    public void close() {
        server.close();
    }
}
