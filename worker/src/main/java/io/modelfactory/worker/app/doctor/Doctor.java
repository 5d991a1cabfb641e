package io.modelfactory.worker.app.doctor;

import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.config.Wiring;
import io.modelfactory.worker.training.process.ExecutorChoice;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.commons.lang3.concurrent.BasicThreadFactory;

/** Runs all checks at the same time, none for longer than its timeout, and none depending on another. */
public final class Doctor {
    /** A check that hangs in a library must not keep the process. */
    private static final ThreadFactory DAEMONS =
            BasicThreadFactory.builder().namingPattern("doctor").daemon().build();

    private final List<DoctorCheck> checks;
    private final Duration timeout;

    Doctor(List<DoctorCheck> checks, Duration timeout) {
        this.checks = List.copyOf(checks);
        this.timeout = timeout;
    }

    /** @param timeout for all checks together */
    public static Doctor of(Configuration configuration, Duration timeout) {
        // What a client has to say of its silence comes before the check is given up.
        Duration inner = timeout.multipliedBy(4).dividedBy(5);
        Wiring wiring = configuration.profile().wiring();
        List<DoctorCheck> checks = new ArrayList<>(List.of(
                new BrokerCheck(wiring.kafka()),
                new TopicsCheck(wiring.kafka()),
                new DatabaseCheck(wiring.database(), inner),
                new ClockCheck(wiring.database(), inner, Clock.systemUTC()),
                new RegistryCheck(wiring, inner),
                new ObjectStoreCheck(wiring.objectStore()),
                new ShardBucketCheck(wiring),
                new ScratchCheck(wiring.training().scratch()),
                new HostCheck(wiring.training())));
        if (ExecutorChoice.named(wiring.training().executor()) == ExecutorChoice.SPARK) {
            checks.add(new SparkCheck(wiring.training(), inner));
        }
        return new Doctor(checks, timeout);
    }

    /** The findings, in the order of the checks. */
    public List<DoctorFinding> examine() throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(checks.size(), DAEMONS);
        try {
            List<Future<List<DoctorFinding>>> running = new ArrayList<>();
            checks.forEach(check -> running.add(threads.submit(check::examine)));
            List<DoctorFinding> findings = new ArrayList<>();
            long end = System.nanoTime() + timeout.toNanos();
            for (int i = 0; i < checks.size(); i++) {
                findings.addAll(await(checks.get(i), running.get(i), end));
            }
            return findings;
        } finally {
            threads.shutdownNow();
        }
    }

    private List<DoctorFinding> await(DoctorCheck check, Future<List<DoctorFinding>> running, long end)
            throws InterruptedException {
        try {
            return running.get(Math.max(1, end - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            return List.of(DoctorFinding.fail(
                    check.subject(),
                    "gave no answer within " + timeout.toSeconds() + " s",
                    "see whether its address is right and a firewall lets this host through, or give it longer by"
                            + " --timeout"));
        } catch (ExecutionException e) {
            Throwable why = e.getCause() == null ? e : e.getCause();
            return List.of(DoctorFinding.fail(
                    check.subject(),
                    why.getMessage() == null ? why.getClass().getSimpleName() : why.getMessage(),
                    "correct the setting that the message names, or start the service"));
        }
    }
}
