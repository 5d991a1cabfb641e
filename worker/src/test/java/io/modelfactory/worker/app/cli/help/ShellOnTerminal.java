package io.modelfactory.worker.app.cli.help;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A shell that believes to have a person before it: on a pseudo terminal, which {@code script} of util-linux makes,
 * with a home folder of its own. Its start file has to set the prompt {@link #PROMPT}.
 */
final class ShellOnTerminal implements AutoCloseable {
    static final Path SCRIPT = Path.of("/usr/bin/script");

    /** Where it waits for a line. */
    static final String PROMPT = "READY> ";

    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    private final Process terminal;
    private final Path screen;
    private int seen;

    private ShellOnTerminal(Process terminal, Path screen) {
        this.terminal = terminal;
        this.screen = screen;
    }

    /** @param commands a folder before those of {@code PATH} */
    static ShellOnTerminal start(Path home, Path commands, String shell) throws IOException {
        Path screen = Files.createTempFile(home, "screen", "");
        ProcessBuilder builder = new ProcessBuilder(List.of(SCRIPT.toString(), "-qec", shell, "/dev/null"))
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(screen.toFile());
        String path = System.getenv("PATH");
        builder.environment().clear();
        builder.environment().put("PATH", commands + ":" + path);
        builder.environment().put("HOME", home.toString());
        builder.environment().put("TERM", "xterm");
        ShellOnTerminal started = new ShellOnTerminal(builder.start(), screen);
        started.next(Pattern.compile(Pattern.quote(PROMPT)));
        return started;
    }

    /** Types the keys and Enter, and returns what the shell then printed in the pattern's first group. */
    String answer(String keys, Pattern printed) throws IOException {
        terminal.getOutputStream().write((keys + "\n").getBytes(StandardCharsets.US_ASCII));
        terminal.getOutputStream().flush();
        String answer = next(printed);
        next(Pattern.compile(Pattern.quote(PROMPT)));
        return answer;
    }

    private String next(Pattern wanted) throws IOException {
        await().alias("%s on the terminal of %s".formatted(wanted, terminal.info()))
                .atMost(TIMEOUT)
                .until(() -> wanted.matcher(shown()).find(seen));
        Matcher found = wanted.matcher(shown());
        if (!found.find(seen)) {
            throw new AssertionError("shown, and gone: " + wanted);
        }
        seen = found.end();
        return found.group(found.groupCount());
    }

    private String shown() throws IOException {
        return Files.readString(screen, StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() {
        terminal.descendants().forEach(ProcessHandle::destroyForcibly);
        terminal.destroyForcibly();
    }
}
