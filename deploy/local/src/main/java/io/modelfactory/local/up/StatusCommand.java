package io.modelfactory.local.up;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.local.up.PlatformInspection.Verdict;
import io.modelfactory.local.up.PlatformState.Phase;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code deploy/mf status}: what of the platform in the background lives. */
@Command(
        name = "status",
        description = "Shows which parts of the platform in the background live, and where its data is.",
        sortOptions = false,
        exitCodeListHeading = UpCommandLine.EXIT_CODES,
        exitCodeList = {
            "0:everything lives, and the worker takes requests",
            "1:not everything, or nothing; the output says what",
            "2:wrong use"
        })
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private final DataOption target = new DataOption(XdgFolders.current());

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec command;

    @Override
    public Integer call() {
        PlatformFolder folder = target.folder();
        PlatformInspection found = PlatformInspection.of(folder);
        command.commandLine().getOut().println(target.json() ? document(folder, found) : text(folder, found));
        return found.verdict() == Verdict.UP ? 0 : UpCommandLine.FAILED;
    }

    private static ObjectNode document(PlatformFolder folder, PlatformInspection found) {
        ObjectNode document = JsonNodeFactory.instance
                .objectNode()
                .put("status", found.verdict().name().toLowerCase(Locale.ROOT))
                .put("data", folder.root().toString());
        found.state().ifPresent(state -> document.set("state", state.document()));
        ArrayNode parts = document.putArray("parts");
        found.parts()
                .forEach(part -> parts.addObject()
                        .put("name", part.name())
                        .put("lives", part.lives())
                        .put("detail", part.detail()));
        return document;
    }

    private static String text(PlatformFolder folder, PlatformInspection found) {
        StringJoiner text = new StringJoiner(System.lineSeparator());
        text.add(headline(folder, found));
        found.parts()
                .forEach(part -> text.add("  %-11s %-5s %s".formatted(part.name(), label(found, part), part.detail())));
        text.add("  %-11s       %s".formatted("data", dataText(folder)));
        return text.toString();
    }

    private static String label(PlatformInspection found, PartStatus part) {
        if (part.lives()) {
            return "lives";
        }
        return found.verdict() == Verdict.STARTING ? "-" : "DEAD";
    }

    private static String dataText(PlatformFolder folder) {
        return folder.root() + (folder.marker().exists() ? "" : " (nothing is there yet)");
    }

    private static String headline(PlatformFolder folder, PlatformInspection found) {
        return switch (found.verdict()) {
            case UP -> "up since " + found.state().map(PlatformState::since).orElseThrow();
            case STARTING ->
                "starting: " + found.state().map(PlatformState::step).orElse("");
            case STOPPING -> "stopping";
            case DEGRADED -> "up, but not everything lives";
            case KILLED ->
                "killed, or ended by itself (" + folder.platformLog()
                        + "); `deploy/mf up` clears away what is left and starts again, `deploy/mf down` only clears"
                        + " away";
            case DOWN -> "down" + lastFailure(found) + "; `deploy/mf up` starts it";
        };
    }

    private static String lastFailure(PlatformInspection found) {
        return found.state()
                .filter(state -> state.phase() == Phase.FAILED)
                .map(state -> "; the last start failed: " + state.failure() + ", see " + state.failureLog())
                .orElse("");
    }
}
