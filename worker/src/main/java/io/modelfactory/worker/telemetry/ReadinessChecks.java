package io.modelfactory.worker.telemetry;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Whether the worker could take a request now, and if not, why. Nothing depends on the answer but those who ask: a
 * worker that is not ready goes on trying.
 */
public final class ReadinessChecks {
    /** The check that is the worker's own. */
    public static final String WORKER = "worker";

    private final CachedProbe.ProbeTiming timing;
    private final Executor threads;
    private final Map<String, CachedProbe<Boolean>> checks = new LinkedHashMap<>();
    private final AtomicReference<Optional<String>> workerProblem = new AtomicReference<>(Optional.of("is starting"));

    /** @param threads runs the checks; each at most once at a time */
    public ReadinessChecks(CachedProbe.ProbeTiming timing, Executor threads) {
        this.timing = timing;
        this.threads = threads;
    }

    /** Asks one neighbour of the worker. May be slow; must not hang for ever. */
    @FunctionalInterface
    public interface ReadinessCheck {
        /** @throws RuntimeException whose message says what is wrong */
        void requireHealthy();
    }

    public synchronized void add(String name, ReadinessCheck check) {
        checks.put(
                name,
                new CachedProbe<>(
                        () -> {
                            check.requireHealthy();
                            return true;
                        },
                        timing,
                        threads));
    }

    public void started() {
        workerProblem.set(Optional.empty());
    }

    public void stopping() {
        workerProblem.set(Optional.of("is stopping"));
    }

    /** What is wrong, by the name of each check; empty where nothing is. */
    public Map<String, Optional<String>> report() {
        Map<String, CachedProbe<Boolean>> all = checks();
        all.values().forEach(CachedProbe::refresh);
        Map<String, Optional<String>> report = new LinkedHashMap<>();
        report.put(WORKER, workerProblem.get());
        all.forEach((name, check) -> report.put(name, check.get().problem()));
        return report;
    }

    /** Whether one of the checks finds nothing wrong. */
    public boolean isHealthy(String name) {
        Map<String, CachedProbe<Boolean>> all = checks();
        all.values().forEach(CachedProbe::refresh);
        return Optional.ofNullable(all.get(name))
                .map(check -> check.get().problem().isEmpty())
                .orElse(false);
    }

    private synchronized Map<String, CachedProbe<Boolean>> checks() {
        return new LinkedHashMap<>(checks);
    }
}
