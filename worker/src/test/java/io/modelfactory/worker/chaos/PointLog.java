package io.modelfactory.worker.chaos;

import io.modelfactory.worker.chaos.edge.Watch;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a watched worker has reported since its watch was set last. */
final class PointLog {
    private final List<Point> passed = new ArrayList<>();
    private boolean held;
    private int timesSet;

    /** Follows the reports of a process to their end. */
    static PointLog of(Process process) {
        PointLog log = new PointLog();
        Thread reader = new Thread(() -> log.read(process), "reports-of-" + process.pid());
        reader.setDaemon(true);
        reader.start();
        return log;
    }

    private void read(Process process) {
        try (BufferedReader reports = process.inputReader(StandardCharsets.UTF_8)) {
            for (String report = reports.readLine(); report != null; report = reports.readLine()) {
                take(report);
            }
        } catch (IOException e) {
            // The process was killed in the middle of a line, which is what it is for.
            take("");
        }
    }

    private synchronized void take(String report) {
        if (report.equals(Watch.SET)) {
            timesSet++;
            passed.clear();
        } else if (report.startsWith(Watch.PASSED)) {
            passed.add(Point.parse(report.substring(Watch.PASSED.length())));
        } else if (report.startsWith(Watch.HELD)) {
            passed.add(Point.parse(report.substring(Watch.HELD.length())));
            held = true;
        }
    }

    /** How often the watch was set. */
    synchronized int timesSet() {
        return timesSet;
    }

    /** In their order. */
    synchronized List<Point> passed() {
        return List.copyOf(passed);
    }

    /** Whether the worker stands at the point that it was to be held at. */
    synchronized boolean isHeld() {
        return held;
    }
}
