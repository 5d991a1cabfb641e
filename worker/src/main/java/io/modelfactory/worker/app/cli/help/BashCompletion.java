package io.modelfactory.worker.app.cli.help;

import java.util.List;
import java.util.stream.Collectors;
import picocli.AutoComplete;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Picocli's script for bash, which in zsh switches on the emulation of bash's completion itself, and what it does not
 * know: the keys of the runs in the ledger, and the launcher's own commands.
 */
final class BashCompletion {
    private BashCompletion() {}

    /** @param launcherCommands beside those of the tree */
    static String script(CommandSpec root, List<String> launcherCommands) {
        String name = root.name();
        String keys = CommandTree.all(root).stream()
                .filter(CommandTree::takesRunKey)
                .map(command -> "'" + CommandTree.words(command) + "'*")
                .collect(Collectors.joining(" | "));
        return AutoComplete.bash(name, root.commandLine())
                + """

                # The keys of the runs that changed last, under the profile that the line names.
                _%1$s_run_keys() {
                  local i profile=()
                  for ((i = 1; i < COMP_CWORD; i++)); do
                    case "${COMP_WORDS[i]}" in -p | --profile) profile=(--profile "${COMP_WORDS[i + 1]}") ;; esac
                  done
                  "${COMP_WORDS[0]}" runs list --json --limit 50 ${profile[@]+"${profile[@]}"} 2>/dev/null |
                    sed -n 's/.*"run_key":"\\([^"]*\\)".*/\\1/p'
                }

                _%1$s_with_runs() {
                  local i words="" current="${COMP_WORDS[COMP_CWORD]}"
                  _complete_%1$s "$@"
                  for ((i = 1; i < COMP_CWORD; i++)); do
                    case "${COMP_WORDS[i]}" in -*) ;; *) words="$words${words:+ }${COMP_WORDS[i]}" ;; esac
                  done
                  case "$current" in -*) return 0 ;; esac
                  case "${COMP_WORDS[COMP_CWORD - 1]}" in --*=*) ;; -*) return 0 ;; esac
                  case "$words" in
                    '') COMPREPLY+=($(compgen -W "%2$s" -- "$current")) ;;
                    %3$s) COMPREPLY+=($(compgen -W "$(_%1$s_run_keys)" -- "$current")) ;;
                  esac
                }

                complete -F _%1$s_with_runs -o default %1$s
                """.formatted(name, String.join(" ", launcherCommands), keys);
    }
}
