package io.modelfactory.worker.progress;

import io.modelfactory.worker.progress.TrainingRound.ValidationMetric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last round of a training as a file, for a reader in another process: round, rounds at most, and name and value of
 * the validation metric if there is one, divided by spaces. It may be some rounds behind.
 */
public final class RoundFile {
    private static final Logger LOG = LoggerFactory.getLogger(RoundFile.class);
    private static final String NAME = "round";
    private static final int WITH_METRIC = 4;

    private RoundFile() {}

    /** A round as the file has it. */
    public static String text(TrainingRound round) {
        return round.round() + " " + round.rounds()
                + round.validation()
                        .map(metric -> " " + metric.name() + " " + metric.value())
                        .orElse("");
    }

    /** @param text of a round */
    public static void write(Path folder, String text) {
        try {
            Path unfinished = Files.writeString(folder.resolve(NAME + ".unfinished"), text);
            Files.move(unfinished, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            LOG.debug("the round {} is not reported", text, e);
        }
    }

    /** The last round that was written; empty if none was yet, or it cannot be read now. */
    public static Optional<TrainingRound> read(Path folder) {
        try {
            String[] words = Files.readString(folder.resolve(NAME)).split(" ", -1);
            return Optional.of(new TrainingRound(
                    Integer.parseInt(words[0]),
                    Integer.parseInt(words[1]),
                    words.length == WITH_METRIC
                            ? Optional.of(new ValidationMetric(words[2], Double.parseDouble(words[3])))
                            : Optional.empty()));
        } catch (IOException | RuntimeException none) {
            LOG.trace("no round can be read", none);
            return Optional.empty();
        }
    }
}
