package io.modelfactory.worker.training.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelfactory.worker.failure.AttemptFailedException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Who gets memory, and when. */
class MemoryBudgetTest {
    private static final long MB = 1 << 20;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final MemoryBudget budget = new MemoryBudget(1_000 * MB, 500 * MB, new WorkerMeters(meters));
    private final List<String> served = new CopyOnWriteArrayList<>();

    @Test
    void buildsThatFitTogetherDoNotWait() {
        try (MemoryBudget.Reservation one = reserve(600);
                MemoryBudget.Reservation other = reserve(400)) {
            assertThat(List.of(one, other)).hasSize(2);
            assertThat(budget.reservedBytes()).isEqualTo(1_000 * MB);
        }

        assertThat(budget.reservedBytes()).isZero();
        assertThat(meters.counter("mf.trainer.memory.waits").count()).isZero();
    }

    @Test
    void aWaitingBuildIsNotOvertakenBySmallerOnes() throws InterruptedException {
        MemoryBudget.Reservation first = reserve(600);
        Thread large = inBackground("large", 700);
        await().until(() -> meters.counter("mf.trainer.memory.waits").count() == 1);
        // It would fit beside the first, but not beside the large one.
        Thread small = inBackground("small", 400);
        await().until(() -> meters.counter("mf.trainer.memory.waits").count() == 2);

        assertThat(served).isEmpty();
        first.close();
        large.join();
        small.join();

        assertThat(served).containsExactly("large", "small");
        assertThat(budget.reservedBytes()).isZero();
    }

    @Test
    void aCancelledBuildLeavesTheQueue() {
        try (MemoryBudget.Reservation all = reserve(1_000)) {
            assertThat(all).isNotNull();
            assertThatThrownBy(() ->
                            budget.reserve(BuildSpecFixture.ofRows(10), new MemoryEstimate(0, 100 * MB), () -> false))
                    .isInstanceOf(TransientFaultException.class);
        }

        reserve(1_000).close();
    }

    @Test
    void aBuildThatNeverFitsIsRefusedWithItsNumbers() {
        assertThatThrownBy(() -> budget.reserve(
                        BuildSpecFixture.ofRows(50_000_000), new MemoryEstimate(400 * MB, 700 * MB), () -> true))
                .isInstanceOf(AttemptFailedException.class)
                .hasMessage(
                        "50000000 rows of 3 features need about 1100 MB, 400 of them heap; this worker has 1000 MB for"
                                + " training (wiring.training.memory_budget), 500 of them heap (wiring.training.heap)");
        assertThat(meters.counter("mf.trainer.memory.refusals").count()).isEqualTo(1);
    }

    @Test
    void theHeapMustSufficeToo() {
        assertThatThrownBy(
                        () -> budget.reserve(BuildSpecFixture.ofRows(10), new MemoryEstimate(501 * MB, MB), () -> true))
                .isInstanceOf(AttemptFailedException.class);
    }

    private Thread inBackground(String name, long megabytes) {
        Thread thread = new Thread(() -> {
            try (MemoryBudget.Reservation share = reserve(megabytes)) {
                served.add(name);
                assertThat(share).isNotNull();
            }
        });
        thread.start();
        return thread;
    }

    private MemoryBudget.Reservation reserve(long megabytes) {
        return budget.reserve(BuildSpecFixture.ofRows(10), new MemoryEstimate(0, megabytes * MB), () -> true);
    }
}
