package io.modelfactory.worker.training.process;

import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.algorithm.TrainingExecutor;
import io.modelfactory.worker.failure.AttemptFailedException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.progress.ProgressListener;
import io.modelfactory.worker.telemetry.WorkerMeters;
import io.modelfactory.worker.training.BuildExecution;
import io.modelfactory.worker.training.BuildExecutor;
import io.modelfactory.worker.training.BuildSpec;
import io.modelfactory.worker.training.process.child.BuildAssignment;
import io.modelfactory.worker.training.process.child.BuildCommand;
import io.modelfactory.worker.training.process.child.BuildStep;
import io.modelfactory.worker.training.process.spark.ShardBucket;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trainer processes of a worker: warm ones are idle until a build comes, one that died is replaced, and so is one
 * that has done a large build, since native code releases little of its memory, or one from disk, whose files the disk
 * has to hold while an idle process has them mapped.
 */
public final class TrainerProcessPool implements BuildExecutor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TrainerProcessPool.class);
    private static final long RECYCLE_THRESHOLD_BYTES = 1L << 30;

    private final BuildEstimates estimates;
    private final TrainerProcessSettings settings;
    private final ExecutorChoice choice;
    private final WorkerMeters meters;
    private final MemoryBudget memory;
    private final Optional<ShardBucket> shards;
    private final Deque<TrainerProcess> idle = new ArrayDeque<>();
    private final Set<TrainerProcess> all = new HashSet<>();
    private boolean closed;

    /** @param algorithms those on the class path, which the processes share */
    public TrainerProcessPool(TrainerRegistry algorithms, TrainerProcessSettings settings, WorkerMeters meters) {
        this(algorithms, settings, ExecutorChoice.AUTO, meters);
    }

    /** With a cluster, if any, that reads from a folder. */
    public TrainerProcessPool(
            TrainerRegistry algorithms, TrainerProcessSettings settings, ExecutorChoice choice, WorkerMeters meters) {
        this(algorithms, settings, choice, meters, Optional.empty());
    }

    /**
     * @param choice where builds are to be trained
     * @param shards where a cluster reads from, if it does from a bucket; closed with the pool
     */
    public TrainerProcessPool(
            TrainerRegistry algorithms,
            TrainerProcessSettings settings,
            ExecutorChoice choice,
            WorkerMeters meters,
            Optional<ShardBucket> shards) {
        this.shards = shards;
        this.estimates = new BuildEstimates(algorithms, settings.rowBytes());
        this.choice = choice;
        this.settings = settings;
        this.meters = meters;
        this.memory = new MemoryBudget(settings.budgetBytes(), settings.heapBytes(), meters);
    }

    /** Starts processes ahead of the builds. */
    public synchronized void warmUp() {
        while (!closed && all.size() < settings.processes()) {
            idle.add(start());
        }
    }

    /** Memory reserved for the builds in progress. */
    public double reservedBytes() {
        return memory.reservedBytes();
    }

    /** Memory for all builds together. */
    public double budgetBytes() {
        return memory.totalBytes();
    }

    @Override
    public BuildExecution start(BuildSpec spec, BooleanSupplier wanted, ProgressListener progress) {
        TrainingExecutor executor = choice.of(spec, estimates, memory);
        MemoryEstimate estimate = estimates.of(spec, executor);
        LOG.info(
                "the build of {} trains on the executor {}, for which {} MB are reserved",
                spec.runKey(),
                executor.wireName(),
                estimate.totalBytes() >> 20);
        BuildAssignment asked = new BuildAssignment(spec, executor);
        MemoryBudget.Reservation share = memory.reserve(spec, estimate, wanted);
        try {
            TrainerProcess process = acquire(asked, wanted);
            process.reportTo(progress);
            BuildExecution build = execution(spec, process, wanted, () -> {
                share.close();
                release(process, estimate.totalBytes() > RECYCLE_THRESHOLD_BYTES || executor == TrainingExecutor.DISK);
            });
            return shards.filter(bucket -> executor == TrainingExecutor.SPARK)
                    .map(bucket -> bucket.granting(build, spec, process.folder()))
                    .orElse(build);
        } catch (RuntimeException | Error failed) {
            share.close();
            throw failed;
        }
    }

    private BuildExecution execution(BuildSpec spec, TrainerProcess process, BooleanSupplier wanted, Runnable onClose) {
        try {
            return new ChildProcessBuildExecution(spec, process, wanted, meters, onClose);
        } catch (TransientFaultException noFolder) {
            discard(process);
            throw noFolder;
        }
    }

    /**
     * A process that has begun the build; one that died or stood still while it was idle did not do so for this build.
     */
    private TrainerProcess acquire(BuildAssignment asked, BooleanSupplier wanted) {
        Optional<TrainerProcess> waiting = pollIdle();
        while (waiting.isPresent()) {
            if (startBuild(waiting.get(), asked, wanted)) {
                return waiting.get();
            }
            waiting = pollIdle();
        }
        TrainerProcess fresh = startUnlessClosed();
        if (startBuild(fresh, asked, wanted)) {
            return fresh;
        }
        throw new TransientFaultException(
                "trainer processes do not start; the log has their last output", new IllegalStateException("dead"));
    }

    private boolean startBuild(TrainerProcess process, BuildAssignment asked, BooleanSupplier wanted) {
        process.log().attributeToCurrentRun();
        try {
            process.execute(BuildCommand.of(BuildStep.BEGIN, asked), wanted, settings.startTimeout());
            return true;
        } catch (AttemptFailedException dead) {
            LOG.warn(
                    "trainer process {} did not begin the build, another one will: {}",
                    process.pid(),
                    dead.getMessage());
            discard(process);
            return false;
        } catch (RuntimeException | Error failed) {
            release(process, false);
            throw failed;
        }
    }

    private synchronized Optional<TrainerProcess> pollIdle() {
        return Optional.ofNullable(idle.poll());
    }

    private synchronized TrainerProcess startUnlessClosed() {
        if (closed) {
            throw new TransientFaultException("the worker stops", new IllegalStateException("closed"));
        }
        return start();
    }

    private synchronized TrainerProcess start() {
        TrainerProcess started = TrainerProcess.start(settings);
        all.add(started);
        LOG.debug("trainer process {} started", started.pid());
        return started;
    }

    private void release(TrainerProcess process, boolean wornOut) {
        process.reportTo(ProgressListener.none());
        synchronized (this) {
            if (!closed && !wornOut && !process.isKilled() && process.isAlive()) {
                idle.push(process);
                return;
            }
        }
        discard(process);
        startReplacement();
    }

    /** The next build shall find a warm process, but not finding one is no reason for this one to fail. */
    private void startReplacement() {
        try {
            warmUp();
        } catch (TransientFaultException fault) {
            LOG.warn("a trainer process could not be replaced; the next build starts one: {}", fault.getMessage());
        }
    }

    private void discard(TrainerProcess process) {
        synchronized (this) {
            all.remove(process);
        }
        process.close();
    }

    /** Ends all processes, busy or idle. */
    @Override
    public void close() {
        Set<TrainerProcess> rest;
        synchronized (this) {
            closed = true;
            idle.clear();
            rest = new HashSet<>(all);
        }
        rest.forEach(TrainerProcess::kill);
        rest.forEach(this::discard);
        shards.ifPresent(ShardBucket::close);
    }
}
