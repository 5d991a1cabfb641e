package io.modelfactory.worker.app.cli.help;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** A script that has fish complete commands, options, their values and run keys. */
final class FishCompletion {
    private static final String FUNCTIONS = """
            function __%1$s_words
                for word in (commandline -opc)[2..-1]
                    string match -q -- '-*' $word; or echo $word
                end
            end

            function __%1$s_is
                test "$(__%1$s_words)" = "$argv"
            end

            function __%1$s_in
                set -l words (__%1$s_words)
                set -l wanted (count $argv)
                test (count $words) -ge $wanted; and test "$words[1..$wanted]" = "$argv"
            end

            function __%1$s_run_keys
                set -l words (commandline -opc)
                set -l profile
                if set -l at (contains -i -- --profile $words; or contains -i -- -p $words)
                    set profile --profile $words[(math $at + 1)]
                end
                $words[1] runs list --json --limit 50 $profile 2>/dev/null |
                    string replace -rf '.*"run_key":"([^"]*)".*' '$1'
            end

            """;

    private final CommandSpec root;
    private final List<String> launcherCommands;

    /** @param launcherCommands beside those of the tree */
    FishCompletion(CommandSpec root, List<String> launcherCommands) {
        this.root = root;
        this.launcherCommands = launcherCommands;
    }

    String script() {
        List<String> lines = new ArrayList<>();
        for (CommandSpec command : CommandTree.all(root)) {
            String words = CommandTree.words(command);
            for (CommandSpec child : CommandTree.children(command)) {
                lines.add(complete("is", words) + " -f -a " + quoted(child.name()) + " -d "
                        + quoted(CommandTree.summary(child)));
            }
            if (!words.isEmpty()) {
                CommandTree.options(command).forEach(option -> lines.add(complete("in", words) + option(option)));
            }
            if (CommandTree.takesRunKey(command)) {
                lines.add(complete("in", words) + " -f -a '(__" + root.name() + "_run_keys)'");
            }
        }
        launcherCommands.forEach(name -> lines.add(complete("is", "") + " -f -a " + quoted(name)));
        return FUNCTIONS.formatted(root.name()) + String.join("\n", lines) + "\n";
    }

    private String complete(String condition, String words) {
        return "complete -c " + root.name() + " -n "
                + quoted(("__" + root.name() + "_" + condition + " " + words).strip());
    }

    private static String option(OptionSpec option) {
        StringBuilder line = new StringBuilder();
        for (String name : option.names()) {
            line.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
        }
        if (option.arity().max() > 0) {
            List<String> candidates = CommandTree.candidates(option);
            line.append(candidates.isEmpty() ? " -r" : " -x -a " + quoted(String.join(" ", candidates)));
        } else {
            line.append(" -f");
        }
        return line + " -d " + quoted(CommandTree.description(option));
    }

    /** In fish, single quotes keep everything but themselves and backslashes. */
    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'").replace("\n", " ") + "'";
    }
}
