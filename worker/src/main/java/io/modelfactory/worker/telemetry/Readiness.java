package io.modelfactory.worker.telemetry;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Whether the worker could take a request now, and if not, why. Nothing depends on the answer but those who ask: a worker that
 * is not ready goes on trying.
 */
public final class Readiness {
    /** The check that is the worker's own. */
    public static final String WORKER = "worker";

    private final Probe.Timing timing;
    private final Executor threads;
    private final Map<String, Probe<Boolean>> checks = new LinkedHashMap<>();
    private final AtomicReference<Optional<String>> standing = new AtomicReference<>(Optional.of("is starting"));

    /** @param threads runs the checks; each at most once at a time */
    public Readiness(Probe.Timing timing, Executor threads) {
        this.timing = timing;
        this.threads = threads;
    }

    /** Asks one neighbour of the worker. May be slow; must not hang for ever. */
    @FunctionalInterface
    public interface Check {
        /** @throws RuntimeException whose message says what is wrong */
        void requireWell();
    }

    public synchronized void add(String name, Check check) {
        checks.put(
                name,
                new Probe<>(
                        () -> {
                            check.requireWell();
                            return true;
                        },
                        timing,
                        threads));
    }

    public void started() {
        standing.set(Optional.empty());
    }

    public void stopping() {
        standing.set(Optional.of("is stopping"));
    }

    /** What is wrong, by the name of each check; empty where nothing is. */
    public Map<String, Optional<String>> report() {
        Map<String, Probe<Boolean>> all = checks();
        all.values().forEach(Probe::prepare);
        Map<String, Optional<String>> report = new LinkedHashMap<>();
        report.put(WORKER, standing.get());
        all.forEach((name, check) -> report.put(name, check.look().problem()));
        return report;
    }

    /** Whether one of the checks finds nothing wrong. */
    public boolean isWell(String name) {
        Map<String, Probe<Boolean>> all = checks();
        all.values().forEach(Probe::prepare);
        return Optional.ofNullable(all.get(name))
                .map(check -> check.look().problem().isEmpty())
                .orElse(false);
    }

    private synchronized Map<String, Probe<Boolean>> checks() {
        return new LinkedHashMap<>(checks);
    }
}
