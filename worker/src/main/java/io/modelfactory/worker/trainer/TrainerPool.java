package io.modelfactory.worker.trainer;

import io.modelfactory.worker.build.Build;
import io.modelfactory.worker.build.BuildOrder;
import io.modelfactory.worker.build.Builder;
import io.modelfactory.worker.failure.AttemptSpentException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.telemetry.WorkerMeters;
import io.modelfactory.worker.trainer.child.Command;
import io.modelfactory.worker.trainer.child.Step;
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
public final class TrainerPool implements Builder, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TrainerPool.class);
    private static final long LARGE = 1L << 30;

    private final TrainerSettings settings;
    private final WorkerMeters meters;
    private final MemoryBudget memory;
    private final Deque<TrainerProcess> idle = new ArrayDeque<>();
    private final Set<TrainerProcess> all = new HashSet<>();
    private boolean closed;

    public TrainerPool(TrainerSettings settings, WorkerMeters meters) {
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
    public double takenBytes() {
        return memory.takenBytes();
    }

    /** Memory for all builds together. */
    public double budgetBytes() {
        return memory.totalBytes();
    }

    @Override
    public Build begin(BuildOrder order, BooleanSupplier wanted) {
        MemoryEstimate estimate = MemoryEstimate.of(order, settings.rowBytes());
        MemoryBudget.Share share = memory.take(order, estimate, wanted);
        try {
            TrainerProcess process = ready(order, wanted);
            return new TrainerBuild(process, wanted, meters, () -> {
                share.close();
                takeBack(process, estimate.totalBytes() > LARGE);
            });
        } catch (RuntimeException | Error failed) {
            share.close();
            throw failed;
        }
    }

    /** A process that has the order; one that died while it waited for an order has not died of this one. */
    private TrainerProcess ready(BuildOrder order, BooleanSupplier wanted) {
        Optional<TrainerProcess> waiting = takeIdle();
        while (waiting.isPresent()) {
            if (takesOrder(waiting.get(), order, wanted)) {
                return waiting.get();
            }
            waiting = takeIdle();
        }
        TrainerProcess fresh = startForUse();
        if (takesOrder(fresh, order, wanted)) {
            return fresh;
        }
        throw new TransientFaultException(
                "trainer processes do not start; the log has their last words", new IllegalStateException("dead"));
    }

    private boolean takesOrder(TrainerProcess process, BuildOrder order, BooleanSupplier wanted) {
        process.log().attribute();
        try {
            process.call(Command.of(Step.BEGIN, order), wanted);
            return true;
        } catch (AttemptSpentException dead) {
            LOG.warn("no build was begun: {}", dead.getMessage());
            discard(process);
            return false;
        } catch (RuntimeException | Error failed) {
            takeBack(process, false);
            throw failed;
        }
    }

    private synchronized Optional<TrainerProcess> takeIdle() {
        return Optional.ofNullable(idle.poll());
    }

    private synchronized TrainerProcess startForUse() {
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

    private void takeBack(TrainerProcess process, boolean wornOut) {
        synchronized (this) {
            if (!closed && !wornOut && !process.isDismissed() && process.isAlive()) {
                idle.push(process);
                return;
            }
        }
        discard(process);
        replace();
    }

    /** The next build shall find a warm process, but not finding one is no reason for this one to fail. */
    private void replace() {
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
        rest.forEach(TrainerProcess::dismiss);
        rest.forEach(this::discard);
    }
}
