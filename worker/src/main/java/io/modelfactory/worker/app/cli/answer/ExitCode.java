package io.modelfactory.worker.app.cli.answer;

/** The exit codes of all commands, and what their help says of them. */
public final class ExitCode {
    public static final int SUCCESS = 0;
    public static final int FAILED = 1;
    public static final int USAGE_ERROR = 2;
    public static final int TIMED_OUT = 3;
    public static final int ACTION_REQUIRED = 4;

    /** As any process does that SIGTERM ended; it is the JVM that says so. */
    public static final int STOPPED = 143;

    public static final String HEADING = "%nExit codes:%n";
    public static final String SUCCESS_HELP = "0:done";
    public static final String FAILED_HELP = "1:failed; the message names the reason";
    public static final String USAGE_ERROR_HELP = "2:the command line or the configuration is wrong";
    public static final String TIMED_OUT_HELP = "3:not done when the time was over";
    public static final String ACTION_REQUIRED_HELP = "4:done as far as a worker can; the rest needs a person";

    private ExitCode() {}
}
