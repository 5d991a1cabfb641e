package io.modelfactory.worker.console;

import java.time.Instant;
import java.util.Optional;

/**
 * A record that could not be taken up. What its headers say is shown and never trusted.
 *
 * @param position where it lies in the dead letter topic, written {@code partition@offset}
 * @param originalPosition where it was read, written likewise
 * @param records that it stands for, if those are still where they were read; 1 if it holds the bytes
 * @param replays how often it was sent back already
 * @param replayedFrom the letter that it was sent back from before it came here again
 */
public record DeadLetterEntry(
        String position,
        Instant writtenAt,
        Optional<String> originalTopic,
        Optional<String> originalPosition,
        String errorClass,
        String errorMessage,
        int bytes,
        long records,
        int replays,
        Optional<String> replayedFrom) {}
