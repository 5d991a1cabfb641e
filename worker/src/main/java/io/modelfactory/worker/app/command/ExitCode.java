package io.modelfactory.worker.app.command;

/** The exit codes of all commands, and what their help says of them. */
final class ExitCode {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int WRONG_USE = 2;
    static final int TIMED_OUT = 3;
    static final int NEEDS_A_PERSON = 4;

    /** As any process does that SIGTERM ended; it is the JVM that says so. */
    static final int STOPPED = 143;

    static final String HEADING = "%nExit codes:%n";
    static final String DONE_HELP = "0:done";
    static final String FAILED_HELP = "1:failed; the message names the reason";
    static final String WRONG_USE_HELP = "2:the command line or the configuration is wrong";
    static final String TIMED_OUT_HELP = "3:not done when the time was over";
    static final String NEEDS_A_PERSON_HELP = "4:done as far as a worker can; the rest needs a person";

    private ExitCode() {}
}
