package io.modelfactory.worker.console.process;

import java.util.List;
import java.util.function.Predicate;

/**
 * What is to be done.
 *
 * @param kind for people, such as {@code verify}
 * @param subject a run's key, positions of dead letters, or the reference of a manifest
 * @param commandLine of the process that does it
 * @param results takes those lines of its output that are no text for people, and are not shown
 */
public record JobRequest(
        String kind, String subject, String principal, List<String> commandLine, Predicate<String> results) {
    /** The kind of a job that looks at the files of a dataset. */
    public static final String DATASET_CONTENTS = "dataset contents";

    public JobRequest {
        commandLine = List.copyOf(commandLine);
    }

    /** Of a job whose whole output is shown. */
    public JobRequest(String kind, String subject, String principal, List<String> commandLine) {
        this(kind, subject, principal, commandLine, line -> false);
    }
}
