package io.modelfactory.worker.app.cli.operate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.app.cli.answer.ExitCode;
import io.modelfactory.worker.app.cli.answer.OutputOption;
import io.modelfactory.worker.app.cli.option.ProfileOption;
import io.modelfactory.worker.app.cli.option.TimeoutOption;
import io.modelfactory.worker.app.operator.DeadLetterSession;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.intake.DeadLetter;
import io.modelfactory.worker.intake.DeadLetterReplay;
import io.modelfactory.worker.intake.RecordPosition;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code mf dlq replay}: sends dead letters back to where they came from. */
@Command(
        name = "replay",
        description = {
            "Sends dead letters back to the request topic they came from: the original bytes, key and headers.",
            "Do it once the cause is fixed, such as a schema that was not registered. A letter that came back "
                    + DeadLetterReplay.MAX_REPLAYS
                    + " times is refused, and one that came back as a later letter is left"
                    + " to that one. A request that the ledger knows already is found to be a duplicate."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = ExitCode.HEADING,
        exitCodeList = {
            "0:all of them were sent",
            "1:some were refused or could not be sent; each is named with the reason",
            "2:the command line or the configuration is wrong, or it was not confirmed"
        },
        footerHeading = "%nExamples:%n",
        footer = {"  mf dlq replay --at 0@17", "  mf dlq replay --all --yes --json"})
final class DlqReplayCommand implements Callable<Integer> {
    @Mixin
    private final ProfileOption profile = new ProfileOption();

    @Mixin
    private final TimeoutOption timeout = new TimeoutOption();

    @Mixin
    private final OutputOption output = new OutputOption();

    @Option(
            names = "--at",
            paramLabel = "P@O",
            converter = RecordPositionConverter.class,
            description = "The letter at this partition and offset, as dlq list shows it; may be repeated.")
    private final List<RecordPosition> positions = new ArrayList<>();

    @Option(
            names = "--all",
            description =
                    "All letters that are there now, the latest " + DlqListCommand.MAX_LIMIT + " if there are more.")
    private boolean all;

    @Option(names = "--yes", description = "Do not ask for confirmation.")
    private boolean confirmed;

    @Option(names = "--force", description = "Send also what came back too often.")
    private boolean force;

    @Option(
            names = "--heap",
            paramLabel = "MIB",
            defaultValue = "256",
            description =
                    "Memory of the process that reads records which a letter stands for: ${DEFAULT-VALUE} MiB unless"
                            + " set.")
    private int heapMib;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (all != positions.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "give either --at P@O or --all");
        }
        try (DeadLetterSession session = DeadLetterSession.open(
                profile.load(new JsonSchemas()).profile().wiring().kafka(), timeout.value())) {
            List<DeadLetter> letters = chosen(session.latest(DlqListCommand.MAX_LIMIT));
            if (!confirmed && !letters.isEmpty() && !isConfirmed(letters.size())) {
                output.progress("not confirmed, nothing was sent; --yes confirms beforehand");
                return ExitCode.USAGE_ERROR;
            }
            DeadLetterReplay replay = session.replay(force, heapMib);
            int refused = 0;
            for (DeadLetter letter : letters) {
                refused += send(replay, letter) ? 0 : 1;
            }
            return refused == 0 ? ExitCode.SUCCESS : ExitCode.FAILED;
        }
    }

    private List<DeadLetter> chosen(List<DeadLetter> letters) {
        if (all) {
            return DeadLetterReplay.withoutReturned(letters);
        }
        return positions.stream()
                .distinct()
                .map(position -> letters.stream()
                        .filter(letter -> letter.position().equals(position))
                        .findFirst()
                        .orElseThrow(() -> new ParameterException(
                                spec.commandLine(), "--at: there is no dead letter at " + position)))
                .toList();
    }

    private boolean isConfirmed(int count) {
        output.progress("Send " + count + (count == 1 ? " letter" : " letters") + " back? Answer yes to do it.");
        try {
            // Not the console: an answer may be piped in as well as typed.
            String answer = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
            return answer != null && answer.strip().equalsIgnoreCase("yes");
        } catch (IOException silence) {
            return false;
        }
    }

    /** False if it was refused. */
    private boolean send(DeadLetterReplay replay, DeadLetter letter) {
        ObjectNode document = Json.object().put("at", letter.position().toString());
        Optional<String> objection = replay.refusalReason(letter);
        if (objection.isPresent()) {
            output.print(
                    document.put("refused", objection.get()), () -> letter.position() + " refused: " + objection.get());
            return false;
        }
        String where = replay.send(letter);
        output.print(document.put("sent_to", where), () -> letter.position() + " sent to " + where);
        return true;
    }
}
