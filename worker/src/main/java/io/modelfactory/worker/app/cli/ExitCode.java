package io.modelfactory.worker.app.cli;

/** The exit codes of all commands, and what their help says of them. */
final class ExitCode {
    static final int SUCCESS = 0;
    static final int FAILED = 1;
    static final int USAGE_ERROR = 2;
    static final int TIMED_OUT = 3;
    static final int ACTION_REQUIRED = 4;

    /** As any process does that SIGTERM ended; it is the JVM that says so. */
    static final int STOPPED = 143;

    static final String HEADING = "%nExit codes:%n";
    static final String SUCCESS_HELP = "0:done";
    static final String FAILED_HELP = "1:failed; the message names the reason";
    static final String USAGE_ERROR_HELP = "2:the command line or the configuration is wrong";
    static final String TIMED_OUT_HELP = "3:not done when the time was over";
    static final String ACTION_REQUIRED_HELP = "4:done as far as a worker can; the rest needs a person";

    private ExitCode() {}
}
