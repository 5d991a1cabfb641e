package io.modelfactory.worker.chaos;

import io.modelfactory.worker.chaos.injection.PointReporter;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What a watched worker has reported since its watch was set last. */
final class InjectionPointLog {
    private final List<InjectionPoint> passed = new ArrayList<>();
    private boolean held;
    private int timesSet;

    /** Follows the reports of a process to their end. */
    static InjectionPointLog of(Process process) {
        InjectionPointLog log = new InjectionPointLog();
        Thread reader = new Thread(() -> log.read(process), "reports-of-" + process.pid());
        reader.setDaemon(true);
        reader.start();
        return log;
    }

    private void read(Process process) {
        try (BufferedReader reports = process.inputReader(StandardCharsets.UTF_8)) {
            for (String report = reports.readLine(); report != null; report = reports.readLine()) {
                parse(report);
            }
        } catch (IOException e) {
            // The process was killed in the middle of a line, which is what it is for.
            parse("");
        }
    }

    private synchronized void parse(String report) {
        if (report.equals(PointReporter.SET)) {
            timesSet++;
            passed.clear();
        } else if (report.startsWith(PointReporter.PASSED)) {
            passed.add(InjectionPoint.parse(report.substring(PointReporter.PASSED.length())));
        } else if (report.startsWith(PointReporter.HELD)) {
            passed.add(InjectionPoint.parse(report.substring(PointReporter.HELD.length())));
            held = true;
        }
    }

    /** How often the watch was set. */
    synchronized int timesSet() {
        return timesSet;
    }

    /** In their order. */
    synchronized List<InjectionPoint> passed() {
        return List.copyOf(passed);
    }

    /** Whether a thread of the worker is held at the requested point. */
    synchronized boolean isHeld() {
        return held;
    }
}
