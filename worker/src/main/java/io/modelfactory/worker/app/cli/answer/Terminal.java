package io.modelfactory.worker.app.cli.answer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What answers are shown on.
 *
 * @param columns how wide a line may be; 0 if that does not matter
 * @param colours whether colours may be used
 */
public record Terminal(int columns, boolean colours) {
    /** A file or a pipe. */
    public static final Terminal NONE = new Terminal(0, false);

    /** The launcher sets it if the standard output is a terminal: Java cannot ask one for its width. */
    private static final String PROPERTY = "mf.columns";

    /** What a terminal has that does not say how wide it is. */
    private static final String USUAL_COLUMNS = "80";

    private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");
    private static final Pattern DEVICE = Pattern.compile("/dev/(pts/|tty|console).*");

    private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,3}");

    public static Terminal ofThisProcess() {
        Map<String, String> environment = System.getenv();
        Optional<String> launcher = Optional.ofNullable(System.getProperty(PROPERTY));
        if (launcher.isEmpty() && isTerminal()) {
            launcher = Optional.of(environment.getOrDefault("COLUMNS", USUAL_COLUMNS));
        }
        return of(launcher, environment);
    }

    /** By the name of its device, as Linux has it: newer Java versions have a console where there is no terminal. */
    private static boolean isTerminal() {
        try {
            return DEVICE.matcher(Files.readSymbolicLink(STANDARD_OUTPUT).toString())
                    .matches();
        } catch (IOException | UnsupportedOperationException noProc) {
            return false;
        }
    }

    /**
     * {@code COLUMNS} says it where the launcher does not. No colours where <a href="https://no-color.org">NO_COLOR</a>
     * is set, nor on a terminal that knows none.
     */
    static Terminal of(Optional<String> launcher, Map<String, String> environment) {
        int columns = launcher.filter(text -> NUMBER.matcher(text).matches())
                .or(() -> Optional.ofNullable(environment.get("COLUMNS"))
                        .filter(text -> NUMBER.matcher(text).matches()))
                .map(Integer::valueOf)
                .orElse(0);
        boolean allowed = environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb");
        return new Terminal(columns, allowed && launcher.isPresent());
    }
}
