package io.modelfactory.worker.chaos;

import io.modelfactory.worker.chaos.injection.InjectedFault;
import io.modelfactory.worker.chaos.injection.InjectionPoints;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32;

/**
 * Lets external dependencies fail at random. Whether the n-th passing of a point fails depends on the seed alone, not
 * on the order in which threads pass it.
 */
final class FaultSchedule implements InjectionPoints {
    /** On average two of the hundred or so points of a run fail. */
    private static final double FAULTS = 0.02;

    private static final double PAUSES = 0.03;
    private static final long PAUSE_NANOS = 80_000_000;

    private final long seed;
    private final Map<String, Integer> passed = new HashMap<>();
    private final Map<String, Integer> faults = new TreeMap<>();
    private boolean stopped;

    FaultSchedule(long seed) {
        this.seed = seed;
    }

    /** No fault is injected from now on. */
    synchronized void stopFaults() {
        stopped = true;
    }

    /** How many faults were injected, by kind of point. */
    synchronized Map<String, Integer> faults() {
        return new TreeMap<>(faults);
    }

    @Override
    public void pass(String point) {
        double random = draw(point);
        if (random < FAULTS && canFail(point)) {
            fail(point);
        } else if (random > 1 - PAUSES) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    @Override
    public boolean isNext(String point) {
        return false;
    }

    private synchronized double draw(String point) {
        int number = passed.merge(point, 1, Integer::sum);
        if (stopped) {
            return 0.5;
        }
        CRC32 crc = new CRC32();
        crc.update((point + " #" + number).getBytes(StandardCharsets.UTF_8));
        return new Random(seed * 31 + crc.getValue()).nextDouble();
    }

    /** No caller would see a fault of an acknowledgement or after a rollback. */
    private static boolean canFail(String point) {
        return point.startsWith("artifact.")
                || point.startsWith("ledger.commit.")
                || point.startsWith("outbox.send.before")
                || point.startsWith("offsets.commit.");
    }

    private void fail(String point) {
        synchronized (this) {
            faults.merge(point.split(" ", 2)[0], 1, Integer::sum);
        }
        throw new InjectedFault(point);
    }
}
