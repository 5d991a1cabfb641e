package io.modelfactory.worker.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.modelfactory.worker.failure.FailureCode;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * What the packages report: the worker's meters, and the spans of the stages they measure. Labels come from closed sets
 * only: no run key, no request id and no free text is ever one. {@code runbooks/metrics.md} explains each meter.
 *
 * <p>Counters that alarms look at exist from the start, with zero: an increase from nothing to one is none to
 * Prometheus.
 */
public final class WorkerMeters {
    /** From a quick gate to a training of hours; a percentile histogram would have ten times as many series. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(5),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(15),
        Duration.ofHours(1),
        Duration.ofHours(4)
    };

    private final MeterRegistry registry;
    private final Tracing tracing;

    public WorkerMeters(MeterRegistry registry, Tracing tracing) {
        this.registry = registry;
        this.tracing = tracing;
        for (FailureCode code : FailureCode.values()) {
            anomalies(code);
        }
        for (FaultSource source : FaultSource.values()) {
            faults(source);
        }
        for (CounterName counted : CounterName.values()) {
            counter(counted);
        }
        for (LineageOutcome outcome : LineageOutcome.values()) {
            lineage(outcome);
        }
    }

    /** Meters that trace nothing. */
    public WorkerMeters(MeterRegistry registry) {
        this(registry, Tracing.disabled());
    }

    /** What is counted without any label, in the order of a run's life. */
    private enum CounterName {
        ANNOUNCEMENTS_IGNORED("mf.announcements.ignored"),
        TRAIN_REQUESTED("mf.train_requested"),
        TRAIN_COMPLETED("mf.train_completed"),
        EVAL_PASS("mf.eval_pass"),
        EVAL_FAIL("mf.eval_fail"),
        BUNDLE_PUBLISHED("mf.bundle_published"),
        RUNS_RETRIED("mf.runs.retried"),
        TRAINER_DEATHS("mf.trainer.deaths"),
        MEMORY_WAITS("mf.trainer.memory.waits"),
        MEMORY_REFUSALS("mf.trainer.memory.refusals"),
        PUBLISH_RETRIES("mf.publish.retries"),
        MESSAGES_RELAYED("mf.outbox.relayed"),
        MESSAGES_PURGED("mf.outbox.purged"),
        MESSAGES_SET_ASIDE("mf.outbox.set_aside"),
        MESSAGES_HELD_BACK("mf.outbox.holds"),
        RECEIPTS_ARCHIVED("mf.receipts.archived"),
        RECEIPTS_SET_ASIDE("mf.receipts.set_aside"),
        RECONCILIATIONS("mf.reconciliations"),
        RECONCILIATIONS_SET_ASIDE("mf.reconciliations.set_aside"),
        RECONCILIATION_FINDINGS("mf.reconciliation.findings");

        private final String meter;

        CounterName(String meter) {
            this.meter = meter;
        }
    }

    public Tracing tracing() {
        return tracing;
    }

    /** A request was taken in. {@code outcome} is the kind of answer, such as {@code new} or {@code duplicate}. */
    public void requestReceived(String outcome) {
        registry.counter("mf.requests", "outcome", outcome).increment();
    }

    public void requestRefused(FailureCode code) {
        anomalies(code).increment();
    }

    /** A dataset was announced for which the trigger has no rule. */
    public void announcementIgnored() {
        counter(CounterName.ANNOUNCEMENTS_IGNORED).increment();
    }

    /** A request brought a run into being. */
    public void trainRequested() {
        counter(CounterName.TRAIN_REQUESTED).increment();
    }

    /** A model was trained and evaluated. */
    public void trainCompleted() {
        counter(CounterName.TRAIN_COMPLETED).increment();
    }

    public void gateDecided(boolean passed) {
        counter(passed ? CounterName.EVAL_PASS : CounterName.EVAL_FAIL).increment();
    }

    public void bundlePublished() {
        counter(CounterName.BUNDLE_PUBLISHED).increment();
    }

    /** A run was worked on for this long, until it was left in this state. */
    public void runExecuted(Enum<?> state, Duration worked) {
        timer("mf.run.duration", "state", state.name().toLowerCase(Locale.ROOT)).record(worked);
    }

    /** A run failed for good, or could not be published for now. */
    public void runFailed(FailureCode code) {
        anomalies(code).increment();
    }

    /** An attempt at a run failed, and another one follows. */
    public void attemptFailed(FailureCode code) {
        anomalies(code).increment();
        counter(CounterName.RUNS_RETRIED).increment();
    }

    /** A process that trains died in the midst of a build. */
    public void trainerCrashed() {
        counter(CounterName.TRAINER_DEATHS).increment();
    }

    /** A build fits into the memory for training, but has to wait for others to be done with it. */
    public void memoryAwaited() {
        counter(CounterName.MEMORY_WAITS).increment();
    }

    /** A build needs more memory than there is for training. */
    public void memoryRefused() {
        counter(CounterName.MEMORY_REFUSALS).increment();
    }

    /** A publication met a fault and is tried again. */
    public void publishRetried() {
        counter(CounterName.PUBLISH_RETRIES).increment();
    }

    public void messagesRelayed(int messages) {
        counter(CounterName.MESSAGES_RELAYED).increment(messages);
    }

    /** Messages that Kafka acknowledged long ago were deleted. */
    public void messagesPurged(int messages) {
        counter(CounterName.MESSAGES_PURGED).increment(messages);
    }

    /** A message can never be sent. */
    public void messageSetAside() {
        counter(CounterName.MESSAGES_SET_ASIDE).increment();
    }

    /** A topic or a key of the outbox does not accept a message for now; its messages wait, others go on. */
    public void messagesHeldBack() {
        counter(CounterName.MESSAGES_HELD_BACK).increment();
    }

    public void receiptsArchived(int receipts) {
        counter(CounterName.RECEIPTS_ARCHIVED).increment(receipts);
    }

    /** A receipt can never be archived. */
    public void receiptSetAside() {
        counter(CounterName.RECEIPTS_SET_ASIDE).increment();
    }

    /** A lineage event was sent, or was not. */
    public void lineageReported(LineageOutcome outcome) {
        lineage(outcome).increment();
    }

    /** A period was reconciled; ledger and store disagree on so many objects. */
    public void reconciled(int findings) {
        counter(CounterName.RECONCILIATIONS).increment();
        counter(CounterName.RECONCILIATION_FINDINGS).increment(findings);
    }

    /** A reconciliation can never be archived. */
    public void reconciliationSetAside() {
        counter(CounterName.RECONCILIATIONS_SET_ASIDE).increment();
    }

    public void transientFault(FaultSource source) {
        faults(source).increment();
    }

    /** Measures one stage of a run, as a step of the trace at hand. */
    public <T> T timed(MeasuredStage stage, Supplier<T> work) {
        return timer("mf.stage.duration", "stage", stage.label())
                .record(() -> tracing.inSpan("mf.stage " + stage.label(), work));
    }

    /** As {@link #timed}, for work that leaves nothing. */
    public void time(MeasuredStage stage, Runnable work) {
        timed(stage, () -> {
            work.run();
            return stage;
        });
    }

    private Timer timer(String name, String label, String value) {
        return Timer.builder(name)
                .tag(label, value)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }

    private Counter counter(CounterName counted) {
        return registry.counter(counted.meter);
    }

    private Counter faults(FaultSource source) {
        return registry.counter("mf.faults", "source", source.label());
    }

    private Counter lineage(LineageOutcome outcome) {
        return registry.counter("mf.lineage.events", "outcome", outcome.label());
    }

    private Counter anomalies(FailureCode code) {
        return registry.counter("mf.anomalies", "category", code.category().name(), "code", code.name());
    }
}
