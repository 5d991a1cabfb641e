package io.modelfactory.worker.app.command;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.app.operate.DeadLetterDesk;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.intake.DeadLetter;
import io.modelfactory.worker.intake.Position;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mf dlq list}: what lies on the dead letter topic. */
@Command(
        name = "list",
        description = {
            "Lists the dead letters that came last, oldest first: where each lies, why it is there and where it came from.",
            "Looking changes nothing: there is no consumer group, and no offset is committed."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {ExitCode.DONE_HELP, ExitCode.FAILED_HELP, ExitCode.WRONG_USE_HELP})
final class DlqListCommand implements Callable<Integer> {
    static final int MOST = 10_000;

    @Mixin
    private final ProfileOption profile = new ProfileOption();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "50",
            description = "How many, at most " + MOST + " (default: ${DEFAULT-VALUE}).")
    private int limit;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (limit < 1 || limit > MOST) {
            throw new ParameterException(spec.commandLine(), "--limit must be from 1 to " + MOST);
        }
        try (DeadLetterDesk desk = DeadLetterDesk.open(
                profile.load(new JsonSchemas()).profile().wiring().kafka())) {
            List<DeadLetter> letters = desk.latest(limit);
            letters.forEach(letter -> output.print(document(letter), () -> text(letter)));
            if (letters.isEmpty() && !output.isJson()) {
                output.progress("there are no dead letters on " + desk.topic());
            }
        }
        return ExitCode.DONE;
    }

    private static ObjectNode document(DeadLetter letter) {
        ObjectNode document = Json.object()
                .put("at", letter.at().toString())
                .put("written_at_utc", letter.writtenAt().toString())
                .put("error_class", letter.errorClass())
                .put("error_message", letter.errorMessage())
                .put("bytes", letter.bytes())
                .put("replays", letter.replays());
        letter.originalTopic().ifPresent(topic -> document.put("original_topic", topic));
        letter.originalPosition().ifPresent(at -> document.put("original_at", at.toString()));
        letter.replayedFrom().ifPresent(at -> document.put("replayed_from", at.toString()));
        return document;
    }

    private static String text(DeadLetter letter) {
        String replays = letter.replays() == 0
                ? ""
                : ", sent back %d times, last from %s"
                        .formatted(
                                letter.replays(),
                                letter.replayedFrom().map(Position::toString).orElse("an unnamed letter"));
        return "%s  %s  %d bytes from %s %s%s%n  %s: %s"
                .formatted(
                        letter.at(),
                        letter.writtenAt(),
                        letter.bytes(),
                        letter.originalTopic().orElse("an unnamed topic"),
                        letter.originalPosition().map(Position::toString).orElse("?"),
                        replays,
                        letter.errorClass().substring(letter.errorClass().lastIndexOf('.') + 1),
                        letter.errorMessage());
    }
}
