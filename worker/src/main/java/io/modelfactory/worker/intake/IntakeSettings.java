package io.modelfactory.worker.intake;

import java.time.Duration;

/**
 * How the intake polls and what it bounds.
 *
 * @param announcementTopic read only by an intake that has a trigger
 * @param fallbackPlatformRunId under whose prefix a refusal is receipted if the message names no usable platform run
 * @param priority given to every run; a higher one is claimed first
 */
public record IntakeSettings(
        String requestTopic,
        String announcementTopic,
        String deadLetterTopic,
        Duration pollTimeout,
        int maxMessageBytes,
        String fallbackPlatformRunId,
        int priority) {

    /** The prefix for refusals that belong to no platform run. */
    public static final String UNSCOPED = "_unscoped";
}
