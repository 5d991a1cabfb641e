package io.modelfactory.worker.app.cli.answer;

import io.modelfactory.worker.app.cli.option.ProfileOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Texts name commands as {@code `mf …`}. A person who pastes one means it for the same launcher and under the same
 * profile as the command that printed it.
 */
public final class PastableCommands {
    /** How the launcher was called, as it says itself. */
    private static final String LAUNCHER_PROPERTY = "mf.command";

    private static final String NAME = "mf";
    private static final Pattern COMMAND = Pattern.compile("`" + NAME + " ([^`]+)`");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\b(FILE|OTHER|RUN_KEY|ID|NEXT_REVISION|TEXT)\\b");
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z0-9_./:@%+=,-]+");

    private final String launcher;
    private final Optional<Path> profile;
    private final CommandContext context;

    private PastableCommands(String launcher, Optional<Path> profile, CommandContext context) {
        this.launcher = launcher;
        this.profile = profile;
        this.context = context;
    }

    /** Whether a launcher has started this command line, which has commands of its own. */
    public static boolean hasLauncher() {
        return System.getProperty(LAUNCHER_PROPERTY) != null;
    }

    /** The command that has started this command line, as it can be pasted. */
    public static String launcher() {
        return quoted(System.getProperty(LAUNCHER_PROPERTY, NAME));
    }

    /** @param command that prints */
    public static PastableCommands of(CommandLine command) {
        return new PastableCommands(launcher(), profile(command), CommandContext.of(command.getCommandSpec()));
    }

    /** The text with its commands as they can be pasted. */
    public String in(String text) {
        return COMMAND.matcher(text)
                .replaceAll(found -> Matcher.quoteReplacement("`" + pastable(found.group(1)) + "`"));
    }

    /** The commands of some texts that need nothing filled in, without repetitions. */
    public List<String> list(List<String> texts) {
        return list(texts, command -> !PLACEHOLDER.matcher(command).find());
    }

    /** Those with words in capital letters, for which the user has to put something. */
    public List<String> incomplete(List<String> texts) {
        return list(texts, command -> PLACEHOLDER.matcher(command).find());
    }

    private List<String> list(List<String> texts, Predicate<String> wanted) {
        return texts.stream()
                .flatMap(text -> COMMAND.matcher(text).results())
                .map(found -> found.group(1))
                .filter(wanted)
                .map(this::pastable)
                .distinct()
                .toList();
    }

    private String pastable(String command) {
        String underProfile = profile.filter(file -> takesProfile(command))
                .map(file -> " --profile " + quoted(file.toString()))
                .orElse("");
        return launcher + " " + command + underProfile;
    }

    private boolean takesProfile(String command) {
        CommandLine found = context.allCommands();
        for (String word : List.of(command.split(" ", -1))) {
            CommandLine child = found.getSubcommands().get(word);
            if (child == null) {
                break;
            }
            found = child;
        }
        return !command.contains("--help") && found.getCommandSpec().findOption(ProfileOption.NAME) != null;
    }

    /** Only if it was named on the command line; otherwise the next command finds the same by itself. */
    private static Optional<Path> profile(CommandLine command) {
        OptionSpec option = command.getCommandSpec().findOption(ProfileOption.NAME);
        if (option == null) {
            return Optional.empty();
        }
        Object value = option.getValue();
        return value instanceof Optional<?> named ? named.map(Path.class::cast) : Optional.empty();
    }

    private static String quoted(String word) {
        return HARMLESS.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
