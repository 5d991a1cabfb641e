package io.modelfactory.worker.app.operator;

import io.modelfactory.worker.app.wiring.ConsoleCommands;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.ConfigurationException;
import io.modelfactory.worker.console.DeadLetterEntry;
import io.modelfactory.worker.console.action.ActionCommands;
import io.modelfactory.worker.console.action.ConsoleRequests;
import io.modelfactory.worker.intake.DeadLetter;
import io.modelfactory.worker.intake.RecordPosition;
import io.modelfactory.worker.ledger.RunLedger;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What operators do, as the console shows it. */
public final class OperatorConsole implements ConsoleCommands {
    private static final Duration BROKER_TIMEOUT = Duration.ofSeconds(4);

    private final String launcher;
    private final Optional<Path> profile;

    /** Of a console whose processes find the profile by themselves, as {@code mf config show} does. */
    public OperatorConsole(String launcher) {
        this(launcher, Optional.empty());
    }

    /**
     * @param launcher the command that starts this command line, such as {@code deploy/mf}
     * @param profile the file that the console runs under, for the processes that it starts
     */
    public OperatorConsole(String launcher, Optional<Path> profile) {
        this.launcher = launcher;
        this.profile = profile;
    }

    @Override
    public ConsoleRequests requests(Configuration configuration, Supplier<RunLedger> ledger) {
        return new OperatorRequests(configuration, ledger, Clock.systemUTC());
    }

    @Override
    public ActionCommands actions(Configuration configuration) {
        return new OperatorCommands(configuration.profile().wiring(), profile);
    }

    /** A broker without the topic has no letters: the first one makes it. */
    @Override
    public List<DeadLetterEntry> deadLetters(Configuration configuration, int limit) {
        try (DeadLetterSession session =
                DeadLetterSession.open(configuration.profile().wiring().kafka(), BROKER_TIMEOUT)) {
            List<DeadLetterEntry> entries = new ArrayList<>(
                    session.latest(limit).stream().map(OperatorConsole::entry).toList());
            Collections.reverse(entries);
            return entries;
        } catch (ConfigurationException noTopic) {
            return List.of();
        }
    }

    private static DeadLetterEntry entry(DeadLetter letter) {
        return new DeadLetterEntry(
                letter.position().toString(),
                letter.writtenAt(),
                letter.originalTopic(),
                letter.originalPosition().map(RecordPosition::toString),
                letter.errorClass(),
                letter.errorMessage(),
                letter.bytes(),
                letter.reference().map(range -> range.count()).orElse(1L),
                letter.replays(),
                letter.replayedFrom().map(RecordPosition::toString));
    }

    @Override
    public String command(String arguments) {
        return launcher + " " + arguments;
    }
}
