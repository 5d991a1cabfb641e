package io.modelfactory.worker.app.cli.answer;

import io.modelfactory.worker.ledger.run.RunState;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Names of states in the colour of what they mean: green is done, red failed, yellow needs a person, cyan goes on. */
final class StateColours {
    private static final Pattern STATE = Pattern.compile(
            Arrays.stream(RunState.values()).map(Enum::name).collect(Collectors.joining("|", "\\b(", ")\\b")));

    private StateColours() {}

    static String paint(String text) {
        return STATE.matcher(text)
                .replaceAll(
                        found -> "\u001b[" + code(RunState.valueOf(found.group())) + "m" + found.group() + "\u001b[0m");
    }

    /** Of ECMA-48, Select Graphic Rendition. */
    private static int code(RunState state) {
        return switch (state) {
            case PASS, PUBLISHED -> 32;
            case FAIL -> 31;
            case PUBLISH_PENDING -> 33;
            case QUEUED, RUNNING, EVAL_READY -> 36;
        };
    }
}
