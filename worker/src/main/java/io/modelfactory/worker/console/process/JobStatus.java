package io.modelfactory.worker.console.process;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A job at this moment.
 *
 * @param output the last lines that its process has written
 */
public record JobStatus(
        String id,
        String kind,
        String subject,
        String principal,
        JobState state,
        Instant askedAt,
        Optional<Instant> startedAt,
        Optional<Instant> endedAt,
        List<String> output) {
    public JobStatus {
        output = List.copyOf(output);
    }

    /** Whether it has ended, one way or the other. */
    @JsonIgnore
    public boolean isOver() {
        return state.isOver();
    }
}
