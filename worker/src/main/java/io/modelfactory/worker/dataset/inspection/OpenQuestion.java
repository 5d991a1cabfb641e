package io.modelfactory.worker.dataset.inspection;

import java.util.List;

/**
 * Something that a data file leaves open, and that only its owner can say.
 *
 * @param text what is open; names the options that answer it, so that it can stand alone
 * @param choices the answers, the likeliest first
 */
public record OpenQuestion(String text, List<Choice> choices) {

    public OpenQuestion {
        choices = List.copyOf(choices);
    }

    /** Whether an answer may give the option a value. */
    public boolean mayGive(String option) {
        return choices.stream()
                .flatMap(choice -> choice.arguments().stream())
                .anyMatch(argument -> argument.startsWith(option + "="));
    }

    /**
     * An answer.
     *
     * @param arguments what is to be added to the command line, such as {@code --drop=note}
     * @param meaning what is then the case
     * @param asksForValue whether the last option still lacks its value
     */
    public record Choice(List<String> arguments, String meaning, boolean asksForValue) {
        public Choice {
            arguments = List.copyOf(arguments);
        }

        /** An option with its value. */
        public static Choice of(String meaning, String option, String value) {
            return new Choice(List.of(option + "=" + value), meaning, false);
        }

        /** An option that has no value. */
        public static Choice of(String meaning, String option) {
            return new Choice(List.of(option), meaning, false);
        }

        /** Options, the value of the last of which is asked for next. */
        public static Choice withValue(String meaning, String... options) {
            return new Choice(List.of(options), meaning, true);
        }
    }
}
