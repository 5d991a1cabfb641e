package io.modelfactory.worker.intake;

import io.modelfactory.worker.config.SchedulingLimits;
import java.time.Duration;

/**
 * How the intake polls and what it bounds.
 *
 * @param announcementTopic read only by an intake that has a trigger
 * @param fallbackPlatformRunId under whose prefix a refusal is receipted if the message names no usable platform run
 * @param schedulingLimits says which priority a new run has
 */
public record IntakeSettings(
        String requestTopic,
        String announcementTopic,
        String deadLetterTopic,
        Duration pollTimeout,
        int maxMessageBytes,
        String fallbackPlatformRunId,
        SchedulingLimits schedulingLimits) {

    /** The prefix for refusals that belong to no platform run. */
    public static final String UNSCOPED = "_unscoped";
}
