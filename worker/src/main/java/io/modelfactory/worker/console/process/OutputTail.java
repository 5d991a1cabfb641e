package io.modelfactory.worker.console.process;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The last lines of an output, bounded in number and length, without control characters. */
final class OutputTail {
    static final int MAX_LINES = 200;
    static final int MAX_CHARS = 2_000;

    private final Deque<String> lines = new ArrayDeque<>();

    synchronized void add(String line) {
        String shown = line.replaceAll("\\p{Cntrl}", " ");
        lines.addLast(shown.length() <= MAX_CHARS ? shown : shown.substring(0, MAX_CHARS) + "...");
        if (lines.size() > MAX_LINES) {
            lines.removeFirst();
        }
    }

    synchronized List<String> lines() {
        return new ArrayList<>(lines);
    }
}
