package io.modelfactory.spark;

import java.util.regex.Pattern;

/** Why the tasks of a job have ended without a model, in one line. */
final class TaskFailure {
    /** Spark says first that it gives up, then why. */
    private static final String REASON = "Most recent failure reason:";

    private static final Pattern STACK_TRACE = Pattern.compile("\\s*\\n\\s*at .*", Pattern.DOTALL);
    private static final int MAX_LENGTH = 600;

    private TaskFailure() {}

    /** {@code TASK_LOST} if a task's process has gone, else {@code TASK_FAILED}. */
    static String describe(Exception thrown) {
        String message = String.valueOf(thrown.getMessage());
        String name = message.contains("ExecutorLostFailure") ? "TASK_LOST" : "TASK_FAILED";
        String reason = message.substring(message.indexOf(REASON) + REASON.length());
        if (!message.contains(REASON)) {
            reason = thrown.getClass().getSimpleName() + " " + message;
        }
        String line = STACK_TRACE
                .matcher(reason)
                .replaceFirst("")
                .replaceAll("\\s+", " ")
                .strip();
        return name + ": " + line.substring(0, Math.min(MAX_LENGTH, line.length()));
    }
}
