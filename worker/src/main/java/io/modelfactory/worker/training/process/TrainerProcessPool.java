package io.modelfactory.worker.training.process;

import io.modelfactory.worker.failure.AttemptFailedException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.telemetry.WorkerMeters;
import io.modelfactory.worker.training.BuildExecution;
import io.modelfactory.worker.training.BuildExecutor;
import io.modelfactory.worker.training.BuildSpec;
import io.modelfactory.worker.training.process.child.BuildCommand;
import io.modelfactory.worker.training.process.child.BuildStep;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The trainer processes of a worker: warm ones wait for builds, one that died is replaced, and so is one that has done a large
 * build, since native code gives little of its memory back.
 */
public final class TrainerProcessPool implements BuildExecutor, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TrainerProcessPool.class);
    private static final long RECYCLE_THRESHOLD_BYTES = 1L << 30;

    private final TrainerProcessSettings settings;
    private final WorkerMeters meters;
    private final MemoryBudget memory;
    private final Deque<TrainerProcess> idle = new ArrayDeque<>();
    private final Set<TrainerProcess> all = new HashSet<>();
    private boolean closed;

    public TrainerProcessPool(TrainerProcessSettings settings, WorkerMeters meters) {
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

    /** Memory set aside for builds at work. */
    public double reservedBytes() {
        return memory.reservedBytes();
    }

    /** Memory for all builds together. */
    public double budgetBytes() {
        return memory.totalBytes();
    }

    @Override
    public BuildExecution start(BuildSpec order, BooleanSupplier wanted) {
        MemoryEstimate estimate = MemoryEstimate.of(order, settings.rowBytes());
        MemoryBudget.Reservation share = memory.reserve(order, estimate, wanted);
        try {
            TrainerProcess process = acquire(order, wanted);
            return new ChildProcessBuildExecution(process, wanted, meters, () -> {
                share.close();
                release(process, estimate.totalBytes() > RECYCLE_THRESHOLD_BYTES);
            });
        } catch (RuntimeException | Error failed) {
            share.close();
            throw failed;
        }
    }

    /** A process that has the order; one that died while it waited for an order has not died of this one. */
    private TrainerProcess acquire(BuildSpec order, BooleanSupplier wanted) {
        Optional<TrainerProcess> waiting = pollIdle();
        while (waiting.isPresent()) {
            if (startBuild(waiting.get(), order, wanted)) {
                return waiting.get();
            }
            waiting = pollIdle();
        }
        TrainerProcess fresh = startUnlessClosed();
        if (startBuild(fresh, order, wanted)) {
            return fresh;
        }
        throw new TransientFaultException(
                "trainer processes do not start; the log has their last words", new IllegalStateException("dead"));
    }

    private boolean startBuild(TrainerProcess process, BuildSpec order, BooleanSupplier wanted) {
        process.log().attributeToCurrentRun();
        try {
            process.execute(BuildCommand.of(BuildStep.BEGIN, order), wanted);
            return true;
        } catch (AttemptFailedException dead) {
            LOG.warn("no build was begun: {}", dead.getMessage());
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
            LOG.warn("a trainer process could not be replaced: {}", fault.getMessage());
        }
    }

    private void discard(TrainerProcess process) {
        synchronized (this) {
            all.remove(process);
        }
        process.close();
    }

    /** Ends all processes, at work or not. */
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
    }
}
