package io.modelfactory.worker.console.process;

/** How far a job is. */
public enum JobState {
    /** Waits for the one before it. */
    WAITING,
    RUNNING,
    /** Its process ended with exit code 0. */
    DONE,
    /** Its process ended with another exit code, or could not be started. */
    FAILED,
    /** Someone ended it, or the console was stopped. */
    CANCELLED,
    /** It took longer than allowed, and was ended. */
    TIMED_OUT;

    public boolean isOver() {
        return this != WAITING && this != RUNNING;
    }
}
