package io.modelfactory.worker.console.page;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.modelfactory.worker.inspect.ProgressText;
import io.modelfactory.worker.ledger.activity.AttemptLog;
import io.modelfactory.worker.ledger.activity.LogLine;
import io.modelfactory.worker.ledger.activity.RunProgress;
import io.modelfactory.worker.ledger.activity.StageTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A claim of a run: how long its stages took, and what its worker logged.
 *
 * @param claim its fencing token
 * @param text what was last heard of it; empty for one that was over before it reported
 * @param heardAt when that was
 * @param lines oldest first
 * @param linesLeftOut how many more were logged after the first {@code leftOutAfter} of them and are not kept
 */
public record RunAttempt(
        long claim,
        String workerId,
        Optional<String> text,
        Optional<Instant> heardAt,
        List<StageDuration> stages,
        List<LogLine> lines,
        int linesLeftOut,
        int leftOutAfter) {
    private static final double MILLIS = 1e3;

    public RunAttempt {
        stages = List.copyOf(stages);
        lines = List.copyOf(lines);
    }

    /**
     * A stage.
     *
     * @param title such as {@code training}
     * @param seconds that it took, or goes on for; empty if its worker ended in it
     */
    public record StageDuration(String stage, String title, Optional<Double> seconds, boolean goesOn) {}

    /**
     * All claims of which anything is known, in their order.
     *
     * @param current the claim under which a worker has the run now; empty if none has
     * @param now by the database's clock
     */
    static List<RunAttempt> of(
            List<RunProgress> reports, List<AttemptLog> logs, Optional<RunProgress> current, Instant now) {
        Map<Long, Optional<RunProgress>> heard = new TreeMap<>();
        logs.forEach(log -> heard.put(log.claim(), Optional.empty()));
        reports.forEach(report -> heard.put(report.claim(), Optional.of(report)));
        List<RunAttempt> attempts = new ArrayList<>();
        heard.forEach((claim, report) -> attempts.add(attempt(
                claim,
                report,
                logs.stream().filter(log -> log.claim() == claim).findFirst(),
                current.filter(progress -> progress.claim() == claim),
                now)));
        return attempts;
    }

    private static RunAttempt attempt(
            long claim,
            Optional<RunProgress> report,
            Optional<AttemptLog> log,
            Optional<RunProgress> current,
            Instant now) {
        return new RunAttempt(
                claim,
                log.map(AttemptLog::workerId)
                        .or(() -> report.map(RunProgress::workerId))
                        .orElse(""),
                report.map(ProgressText::of),
                report.map(RunProgress::updatedAt),
                log.map(AttemptLog::stages).orElse(List.of()).stream()
                        .map(stage -> stage(stage, current, now))
                        .toList(),
                log.map(AttemptLog::lines).orElse(List.of()),
                log.map(AttemptLog::linesLeftOut).orElse(0),
                log.map(AttemptLog::leftOutAfter).orElse(0));
    }

    private static StageDuration stage(StageTime time, Optional<RunProgress> current, Instant now) {
        Optional<Double> running = current.filter(
                        progress -> time.millis().isEmpty() && progress.stage() == time.stage())
                .map(progress -> Math.max(
                                0,
                                Duration.between(progress.stageStartedAt(), now).toMillis())
                        / MILLIS);
        return new StageDuration(
                time.stage().name(),
                time.stage().title(),
                time.millis().map(millis -> millis / MILLIS).or(() -> running),
                running.isPresent());
    }

    /** Of all its stages. */
    @JsonIgnore
    public double seconds() {
        return stages.stream().mapToDouble(stage -> stage.seconds().orElse(0.0)).sum();
    }

    /** From where to where a stage lies in a bar of a hundred units: two numbers. */
    public List<Double> bar(int stage) {
        double before = stages.subList(0, stage).stream()
                .mapToDouble(earlier -> earlier.seconds().orElse(0.0))
                .sum();
        double all = Math.max(seconds(), 1e-3);
        return List.of(units(before / all), units(stages.get(stage).seconds().orElse(0.0) / all));
    }

    private static double units(double share) {
        return Math.round(share * 1e3) / 10.0;
    }

    /** The lines before the gap, if there is one; else all. */
    @JsonIgnore
    public List<LogLine> firstLines() {
        return linesLeftOut == 0 ? lines : lines.subList(0, Math.min(leftOutAfter, lines.size()));
    }

    /** The lines after the gap. */
    @JsonIgnore
    public List<LogLine> lastLines() {
        return linesLeftOut == 0 ? List.of() : lines.subList(Math.min(leftOutAfter, lines.size()), lines.size());
    }
}
