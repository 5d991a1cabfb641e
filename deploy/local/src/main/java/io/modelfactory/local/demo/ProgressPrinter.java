package io.modelfactory.local.demo;

import java.io.PrintStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** Prints what happens, with the seconds since the demonstration began. */
final class ProgressPrinter {
    private final PrintStream out;
    private final Clock clock;
    private final Instant began;

    ProgressPrinter(PrintStream out, Clock clock) {
        this.out = out;
        this.clock = clock;
        this.began = clock.instant();
    }

    void printProgress(String format, Object... arguments) {
        String text = String.format(Locale.ROOT, format, arguments);
        out.printf(Locale.ROOT, "%6.1f s  %s%n", seconds(), text);
    }

    /** Prints lines without the time. */
    void print(String lines) {
        out.println(lines);
    }

    double seconds() {
        return Duration.between(began, clock.instant()).toMillis() / 1000.0;
    }
}
