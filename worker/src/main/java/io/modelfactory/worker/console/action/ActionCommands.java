package io.modelfactory.worker.console.action;

import java.util.List;
import java.util.Optional;

/** Command lines of the commands that do heavy work, under the console's profile. */
public interface ActionCommands {
    /** Reads a run's artifacts again and checks them. */
    List<String> verify(String runKey);

    /**
     * Looks at the files of a dataset and says as JSON what they hold.
     *
     * @param manifestRef of the dataset
     */
    List<String> contents(String manifestRef);

    /** Trains a run again and compares. */
    List<String> reproduce(String runKey);

    /** @param positions of dead letters, such as {@code 0@17} */
    List<String> replay(List<String> positions);

    /**
     * The bytes of a dead letter, without a mask, and decoded where the schema registry knows how.
     *
     * @return empty if it is not there any more
     */
    Optional<LetterPayload> payload(String position);
}
