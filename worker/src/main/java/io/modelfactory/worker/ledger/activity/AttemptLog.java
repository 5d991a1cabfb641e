package io.modelfactory.worker.ledger.activity;

import java.util.List;

/**
 * What is kept of a claim of a run, for people.
 *
 * @param claim number of the claim, which is its fencing token
 * @param stages in the order in which they began
 * @param lines oldest first
 * @param linesLeftOut how many were logged in the middle and are not kept
 * @param leftOutAfter after how many of the lines kept that was; 0 if none is left out
 */
public record AttemptLog(
        String runKey,
        long claim,
        String workerId,
        List<StageTime> stages,
        List<LogLine> lines,
        int linesLeftOut,
        int leftOutAfter) {
    public AttemptLog {
        stages = List.copyOf(stages);
        lines = List.copyOf(lines);
    }
}
