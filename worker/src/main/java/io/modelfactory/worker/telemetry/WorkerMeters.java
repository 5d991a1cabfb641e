package io.modelfactory.worker.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.modelfactory.worker.failure.FailureCode;
import java.time.Duration;
import java.util.function.Supplier;

/** The worker's meters. Labels come from closed sets only: no run key and no request id is ever one. */
public final class WorkerMeters {
    private final MeterRegistry registry;

    public WorkerMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** A request was taken in. {@code outcome} is the kind of answer, such as {@code new} or {@code duplicate}. */
    public void requestTaken(String outcome) {
        registry.counter("mf.requests", "outcome", outcome).increment();
    }

    public void requestRefused(FailureCode code) {
        registry.counter("mf.requests.refused", "category", code.category().name(), "code", code.name())
                .increment();
    }

    public void deadLetter() {
        registry.counter("mf.requests.dead_letters").increment();
    }

    /** A dataset was announced for which the trigger has no rule. */
    public void announcementIgnored() {
        registry.counter("mf.announcements.ignored").increment();
    }

    /** A run left the corridor in this state. */
    public void runCameToRest(String state) {
        registry.counter("mf.runs", "state", state).increment();
    }

    public void runFailed(FailureCode code) {
        registry.counter("mf.runs.failed", "category", code.category().name(), "code", code.name())
                .increment();
    }

    public void transientFault(String where) {
        registry.counter("mf.faults.transient", "where", where).increment();
    }

    /** Measures one stage of the corridor. */
    public <T> T timed(String stage, Supplier<T> work) {
        return Timer.builder("mf.stage")
                .tag("stage", stage)
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .register(registry)
                .record(work);
    }
}
