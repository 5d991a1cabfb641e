package io.modelfactory.worker.app.cli.operate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.answer.OutputOption;
import io.modelfactory.worker.app.cli.option.LimitOption;
import io.modelfactory.worker.app.cli.option.ProfileOption;
import io.modelfactory.worker.app.cli.option.TimeoutOption;
import io.modelfactory.worker.app.operator.DeadLetterSession;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.intake.DeadLetter;
import io.modelfactory.worker.intake.RecordPosition;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code mf dlq list}: what lies on the dead letter topic. */
@Command(
        name = "list",
        description = {
            "Lists the latest dead letters, oldest first: where each is, why it is there and where it came from.",
            "Looking changes nothing: there is no consumer group, and no offset is committed."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {ExitCode.SUCCESS_HELP, ExitCode.FAILED_HELP, ExitCode.USAGE_ERROR_HELP})
final class DlqListCommand implements Callable<Integer> {
    static final int MAX_LIMIT = 10_000;

    @Mixin
    private final ProfileOption profile = new ProfileOption();

    @Mixin
    private final TimeoutOption timeout = new TimeoutOption();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Mixin
    private final LimitOption limit = new LimitOption(50, MAX_LIMIT);

    @Override
    public Integer call() {
        int latest = limit.value();
        try (DeadLetterSession session = DeadLetterSession.open(
                profile.load(new JsonSchemas()).profile().wiring().kafka(), timeout.value())) {
            List<DeadLetter> letters = session.latest(latest);
            letters.forEach(letter -> output.print(document(letter), () -> text(letter)));
            if (letters.isEmpty() && !output.isJson()) {
                output.progress("there are no dead letters on " + session.topic());
            }
        }
        return ExitCode.SUCCESS;
    }

    private static ObjectNode document(DeadLetter letter) {
        ObjectNode document = Json.object()
                .put("at", letter.position().toString())
                .put("written_at_utc", letter.writtenAt().toString())
                .put("error_class", letter.errorClass())
                .put("error_message", letter.errorMessage())
                .put("bytes", letter.bytes())
                .put("replays", letter.replays());
        letter.originalTopic().ifPresent(topic -> document.put("original_topic", topic));
        letter.originalPosition().ifPresent(at -> document.put("original_at", at.toString()));
        letter.replayedFrom().ifPresent(at -> document.put("replayed_from", at.toString()));
        letter.reference()
                .ifPresent(range -> document.put("records", range.count())
                        .put("first_offset", range.first())
                        .put("last_offset", range.last()));
        return document;
    }

    private static String text(DeadLetter letter) {
        String replays = letter.replays() == 0
                ? ""
                : ", sent back %d times, last from %s"
                        .formatted(
                                letter.replays(),
                                letter.replayedFrom()
                                        .map(RecordPosition::toString)
                                        .orElse("an unnamed letter"));
        String content = letter.reference()
                .map(range -> range.count() + (range.count() == 1 ? " record" : " records") + " by reference")
                .orElse(letter.bytes() + " bytes");
        return "%s  %s  %s from %s %s%s%n  %s: %s"
                .formatted(
                        letter.position(),
                        letter.writtenAt(),
                        content,
                        letter.originalTopic().orElse("an unnamed topic"),
                        letter.originalPosition().map(RecordPosition::toString).orElse("?"),
                        replays,
                        letter.errorClass().substring(letter.errorClass().lastIndexOf('.') + 1),
                        letter.errorMessage());
    }
}
