package io.modelfactory.worker.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelfactory.worker.telemetry.CachedProbe.ProbeResult;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CachedProbeTest {
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger questions = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void aFreshAnswerIsNotAskedForAgain() {
        CachedProbe<Integer> probe = probe(Duration.ofSeconds(9));

        assertThat(probe.get().value()).hasValue(1);
        nanos.addAndGet(Duration.ofMillis(999).toNanos());
        assertThat(probe.get().value()).hasValue(1);
        nanos.addAndGet(Duration.ofMillis(1).toNanos());
        assertThat(probe.get().value()).hasValue(2);
    }

    @Test
    void whatAQuestionThrowsIsTheProblem() {
        CachedProbe<Integer> probe = new CachedProbe<>(
                () -> {
                    throw new IllegalStateException("the disk is full");
                },
                timing(Duration.ofSeconds(9)),
                threads);

        ProbeResult<Integer> answer = probe.get();

        assertThat(answer.value()).isEmpty();
        assertThat(answer.problem()).hasValue("the disk is full");
    }

    @Test
    void anOverdueProbeIsNotStartedTwice() {
        CountDownLatch hanging = new CountDownLatch(1);
        CachedProbe<Integer> probe =
                new CachedProbe<>(() -> answerAfter(hanging), timing(Duration.ofSeconds(2)), threads);

        probe.refresh();
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        assertThat(probe.get().problem()).hasValue("no answer within 2000 ms");
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        assertThat(probe.get().problem()).hasValue("no answer within 2000 ms");

        hanging.countDown();
        await().until(() -> probe.get().value().isPresent());
        assertThat(questions).hasValue(1);
    }

    @Test
    void aHangingProbeReportsTheProblemBeforeIt() {
        CountDownLatch hanging = new CountDownLatch(1);
        AtomicInteger turn = new AtomicInteger();
        CachedProbe<Integer> probe = new CachedProbe<>(
                () -> {
                    if (turn.incrementAndGet() == 1) {
                        throw new IllegalStateException("connection refused");
                    }
                    return answerAfter(hanging);
                },
                timing(Duration.ofSeconds(2)),
                threads);
        assertThat(probe.get().problem()).hasValue("connection refused");

        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        probe.refresh();
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());

        assertThat(probe.get().problem()).hasValue("no answer within 2000 ms; before that: connection refused");
        hanging.countDown();
    }

    private CachedProbe<Integer> probe(Duration timeout) {
        return new CachedProbe<>(questions::incrementAndGet, timing(timeout), threads);
    }

    private int answerAfter(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return questions.incrementAndGet();
    }

    private CachedProbe.ProbeTiming timing(Duration timeout) {
        return new CachedProbe.ProbeTiming(Duration.ofSeconds(1), timeout, nanos::get);
    }
}
