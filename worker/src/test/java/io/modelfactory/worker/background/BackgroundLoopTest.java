package io.modelfactory.worker.background;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.telemetry.FaultSource;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BackgroundLoopTest {
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final WorkerMeters meters = new WorkerMeters(registry);
    private final AtomicInteger rounds = new AtomicInteger();
    private final AtomicReference<Throwable> death = new AtomicReference<>();
    private BackgroundLoop loop = BackgroundLoop.polling(FaultSource.RELAY, rounds::incrementAndGet, meters);

    @AfterEach
    void stopLoop() {
        loop.stop();
    }

    @Test
    void aRoundThatFailsTransientlyIsCountedAndRepeated() {
        loop = BackgroundLoop.polling(FaultSource.RELAY, this::failTwice, meters);

        Thread thread = start();

        await().until(() -> rounds.get() > 3);
        assertThat(thread.isAlive()).isTrue();
        assertThat(registry.get("mf.faults").tag("source", "relay").counter().count())
                .isEqualTo(2);
    }

    @Test
    void anyOtherExceptionEndsTheLoop() {
        loop = BackgroundLoop.polling(
                FaultSource.RELAY,
                () -> {
                    throw new IllegalStateException("a bug");
                },
                meters);

        start();

        await().untilAsserted(() -> assertThat(death.get()).hasMessage("a bug"));
    }

    @Test
    void stoppingEndsALongPause() throws InterruptedException {
        loop = BackgroundLoop.every(Duration.ofHours(1), FaultSource.JANITOR, rounds::incrementAndGet, meters);
        Thread thread = start();
        await().until(() -> rounds.get() == 1);

        loop.stop();
        thread.join();

        assertThat(thread.isAlive()).isFalse();
        assertThat(rounds).hasValue(1);
    }

    @Test
    void whoMakesWorkEndsThePauseOfALoopThatHadNone() {
        loop = BackgroundLoop.every(Duration.ofHours(1), FaultSource.JANITOR, rounds::incrementAndGet, meters);
        start();
        await().until(() -> rounds.get() == 1);

        loop.wake();

        await().until(() -> rounds.get() == 2);
    }

    @Test
    void workThatIsMadeDuringARoundIsLookedForAtOnce() {
        loop = BackgroundLoop.every(Duration.ofHours(1), FaultSource.JANITOR, this::makeWorkInTheFirstRound, meters);

        start();

        await().until(() -> rounds.get() == 2);
    }

    @Test
    void aCalmLoopGoesOnWhileThereIsWorkAndIsWokenForMore() {
        loop = BackgroundLoop.pollingCalmly(FaultSource.ARCHIVER, () -> rounds.incrementAndGet() < 50 ? 1 : 0, meters);
        start();
        await().until(() -> rounds.get() >= 50);

        int before = rounds.get();
        loop.wake();

        await().until(() -> rounds.get() > before);
        assertThat(death).hasValue(null);
    }

    @Test
    void aLostConnectionIsOpenedAgain() {
        loop = BackgroundLoop.connecting(FaultSource.LISTENER, this::failTwice, meters);

        start();

        await().until(() -> rounds.get() > 2);
    }

    private void makeWorkInTheFirstRound() {
        if (rounds.incrementAndGet() == 1) {
            loop.wake();
        }
    }

    private int failTwice() {
        if (rounds.incrementAndGet() <= 2) {
            throw new TransientFaultException("the database does not answer", new IOException("closed"));
        }
        return 1;
    }

    private Thread start() {
        Thread thread = new Thread(loop, "loop");
        thread.setDaemon(true);
        thread.setUncaughtExceptionHandler((dying, bug) -> death.set(bug));
        thread.start();
        return thread;
    }
}
