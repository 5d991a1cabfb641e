package io.modelfactory.worker.console.process;

import java.util.List;

/**
 * What is to be done.
 *
 * @param kind for people, such as {@code verify}
 * @param subject a run's key, or positions of dead letters
 * @param commandLine of the process that does it
 */
public record JobRequest(String kind, String subject, String principal, List<String> commandLine) {
    public JobRequest {
        commandLine = List.copyOf(commandLine);
    }
}
