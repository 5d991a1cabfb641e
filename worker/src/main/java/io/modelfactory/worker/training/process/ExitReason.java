package io.modelfactory.worker.training.process;

import io.modelfactory.worker.training.process.child.TrainerMain;

/** Explains the exit code of a process that died. */
final class ExitReason {
    /** A process that was ended by a signal has this plus the signal's number as exit code. */
    private static final int SIGNALLED = 128;

    private static final int ABORT = 6;
    private static final int KILL = 9;
    private static final int SEGMENTATION_FAULT = 11;

    private ExitReason() {}

    static String of(int exitCode) {
        if (exitCode == TrainerMain.OUT_OF_MEMORY) {
            return "exit code " + exitCode + ", out of memory; wiring.training.heap bounds its heap";
        }
        if (exitCode <= SIGNALLED) {
            return "exit code " + exitCode;
        }
        int signal = exitCode - SIGNALLED;
        return "signal " + signal
                + switch (signal) {
                    case ABORT, SEGMENTATION_FAULT -> ", a crash in native code";
                    case KILL -> ", which the kernel sends where memory is short";
                    default -> "";
                };
    }
}
