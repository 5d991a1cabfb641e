package io.modelfactory.worker.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.modelfactory.worker.telemetry.Probe.Answer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProbeTest {
    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger questions = new AtomicInteger();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void stop() {
        threads.shutdownNow();
    }

    @Test
    void aFreshAnswerIsNotAskedForAgain() {
        Probe<Integer> probe = probe(Duration.ofSeconds(9));

        assertThat(probe.look().value()).hasValue(1);
        nanos.addAndGet(Duration.ofMillis(999).toNanos());
        assertThat(probe.look().value()).hasValue(1);
        nanos.addAndGet(Duration.ofMillis(1).toNanos());
        assertThat(probe.look().value()).hasValue(2);
    }

    @Test
    void whatAQuestionThrowsIsTheProblem() {
        Probe<Integer> probe = new Probe<>(
                () -> {
                    throw new IllegalStateException("the disk is full");
                },
                timing(Duration.ofSeconds(9)),
                threads);

        Answer<Integer> answer = probe.look();

        assertThat(answer.value()).isEmpty();
        assertThat(answer.problem()).hasValue("the disk is full");
    }

    @Test
    void anAnswerThatIsOverdueIsNotWaitedForAndNotAskedForTwice() {
        CountDownLatch hanging = new CountDownLatch(1);
        Probe<Integer> probe = new Probe<>(() -> answerAfter(hanging), timing(Duration.ofSeconds(2)), threads);

        probe.prepare();
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        assertThat(probe.look().problem()).hasValue("no answer within 2000 ms");
        nanos.addAndGet(Duration.ofHours(1).toNanos());
        assertThat(probe.look().problem()).hasValue("no answer within 2000 ms");

        hanging.countDown();
        await().until(() -> probe.look().value().isPresent());
        assertThat(questions).hasValue(1);
    }

    @Test
    void whileAQuestionHangsTheProblemBeforeItIsTold() {
        CountDownLatch hanging = new CountDownLatch(1);
        AtomicInteger turn = new AtomicInteger();
        Probe<Integer> probe = new Probe<>(
                () -> {
                    if (turn.incrementAndGet() == 1) {
                        throw new IllegalStateException("connection refused");
                    }
                    return answerAfter(hanging);
                },
                timing(Duration.ofSeconds(2)),
                threads);
        assertThat(probe.look().problem()).hasValue("connection refused");

        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        probe.prepare();
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());

        assertThat(probe.look().problem()).hasValue("no answer within 2000 ms; before that: connection refused");
        hanging.countDown();
    }

    private Probe<Integer> probe(Duration patience) {
        return new Probe<>(questions::incrementAndGet, timing(patience), threads);
    }

    private int answerAfter(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return questions.incrementAndGet();
    }

    private Probe.Timing timing(Duration patience) {
        return new Probe.Timing(Duration.ofSeconds(1), patience, nanos::get);
    }
}
