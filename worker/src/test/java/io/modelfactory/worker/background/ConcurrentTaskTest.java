package io.modelfactory.worker.background;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class ConcurrentTaskTest {
    private static final String NAME = "task-of-a-test";

    @Test
    void itsOwnerGetsWhatItGives() {
        try (ConcurrentTask<String> task =
                ConcurrentTask.start(NAME, () -> Thread.currentThread().getName())) {
            assertThat(task.result()).isEqualTo(NAME);
        }
    }

    @Test
    void aTaskThatFollowsTakesOverTheThreadUnderANameOfItsOwn() {
        Set<Thread> threads = new HashSet<>();
        for (int task = 0; task < 100; task++) {
            String name = NAME + task;
            Thread thread = ConcurrentTask.start(name, ConcurrentTaskTest::threadUnderItsName)
                    .result();
            threads.add(thread);
        }

        assertThat(threads).hasSizeLessThan(100);
    }

    private static Thread threadUnderItsName() {
        Thread thread = Thread.currentThread();
        assertThat(thread.getName()).startsWith(NAME);
        return thread;
    }

    @Test
    void aTaskThatWasInterruptedInterruptsNoOther() {
        for (int task = 0; task < 100; task++) {
            boolean interruptedBefore = ConcurrentTask.start(NAME, () -> {
                        boolean before = Thread.currentThread().isInterrupted();
                        Thread.currentThread().interrupt();
                        return before;
                    })
                    .result();
            assertThat(interruptedBefore).isFalse();
        }
    }

    @Test
    void itsOwnerGetsWhatItFailedWith() {
        IllegalStateException failure = new IllegalStateException("no rows");
        AssertionError fatal = new AssertionError("no memory");

        assertThatThrownBy(() -> ConcurrentTask.start(NAME, () -> {
                            throw failure;
                        })
                        .result())
                .isSameAs(failure);
        assertThatThrownBy(() -> ConcurrentTask.start(NAME, () -> {
                            throw fatal;
                        })
                        .result())
                .isSameAs(fatal);
    }

    @Test
    void anInterruptedOwnerWaitsAndStaysInterrupted() {
        CountDownLatch wanted = new CountDownLatch(1);
        ConcurrentTask<String> task = ConcurrentTask.start(NAME, () -> {
            await(wanted);
            return "done";
        });
        Thread.currentThread().interrupt();
        ConcurrentTask.start(NAME, () -> {
            wanted.countDown();
            return "";
        });

        assertThat(task.result()).isEqualTo("done");
        assertThat(Thread.interrupted()).isTrue();
    }

    /** Otherwise it would still read what its owner deletes. */
    @Test
    void itIsClosedWhenItHasEnded() {
        CountDownLatch begun = new CountDownLatch(1);
        AtomicBoolean ended = new AtomicBoolean();

        ConcurrentTask<String> task = ConcurrentTask.start(NAME, () -> {
            begun.countDown();
            ended.set(true);
            throw new IllegalStateException("unwanted");
        });
        await(begun);
        task.close();

        assertThat(ended).isTrue();
    }

    @Test
    void workBesideTheOwnersIsPutTogetherWithIt() {
        CountDownLatch begun = new CountDownLatch(1);

        String both = ConcurrentTask.beside(
                NAME,
                () -> {
                    begun.countDown();
                    return "theirs";
                },
                () -> {
                    await(begun);
                    return "own";
                },
                (theirs, own) -> theirs + " and " + own);

        assertThat(both).isEqualTo("theirs and own");
    }

    @Test
    void ofTwoFailuresThatOfTheOtherWorkComesFirst() {
        IllegalStateException theirs = new IllegalStateException("theirs");
        IllegalStateException own = new IllegalStateException("own");

        assertThatThrownBy(() -> ConcurrentTask.beside(NAME, () -> fail(theirs), () -> fail(own), String::concat))
                .isSameAs(theirs);
        assertThatThrownBy(() -> ConcurrentTask.beside(NAME, () -> "theirs", () -> fail(own), String::concat))
                .isSameAs(own);
    }

    private static String fail(RuntimeException failure) {
        throw failure;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
