package io.modelfactory.worker.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How long a worker whose predecessors died stays out of its group. */
class GroupJoinTest {
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private static final Duration TAKEOVER = Duration.ofSeconds(13);

    private final AtomicInteger joins = new AtomicInteger();

    @Test
    void aWorkerWithoutDeadPredecessorsJoinsAtOnce() throws InterruptedException {
        assertThat(dynamic().delay()).isZero();
        assertThat(named().delay()).isZero();
        assertThat(named().await(new CountDownLatch(1))).isTrue();
        assertThat(joins).hasValue(1);
    }

    @Test
    void theOtherMembersTakeThePartitionsOfADeadOneFirstAndHaveTimeToServeThem() {
        assertThat(dynamic(4).delay()).isEqualTo(Duration.ofSeconds(11));
        assertThat(dynamic(15).delay()).isZero();
        assertThat(dynamic(300).delay()).isZero();
    }

    @Test
    void aStableNameThatDiedOnceTakesItsPartitionsUpAgain() {
        assertThat(named(1).delay()).isZero();
        assertThat(named(20, 1).delay()).isEqualTo(Duration.ofSeconds(14));
    }

    @Test
    void theWaitGrowsWithTheDeathsToItsBound() {
        assertThat(dynamic(20, 0).delay()).isEqualTo(Duration.ofSeconds(15));
        assertThat(dynamic(40, 20, 0).delay()).isEqualTo(Duration.ofSeconds(30));
        assertThat(dynamic(80, 60, 30, 0).delay()).isEqualTo(Duration.ofSeconds(60));
        assertThat(dynamic(150, 120, 80, 60, 30, 0).delay()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void aSessionThatIsLongerThanTheBoundIsWaitedFor() {
        GroupJoin join = GroupJoin.ofDynamicMember(List.of(NOW, NOW, NOW), NOW, Duration.ofSeconds(90), () -> {});

        assertThat(join.delay()).isEqualTo(Duration.ofSeconds(92));
    }

    @Test
    void aClockThatWasSetBackProlongsNothing() {
        assertThat(dynamic(-3_600).delay()).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void aWorkerThatIsStoppedWhileItWaitsDoesNotJoin() throws InterruptedException {
        CountDownLatch stopping = new CountDownLatch(1);
        stopping.countDown();

        assertThat(dynamic(0).await(stopping)).isFalse();
        assertThat(named(30, 0).await(stopping)).isFalse();
        assertThat(joins).hasValue(0);
    }

    private GroupJoin dynamic(int... secondsAgo) {
        return GroupJoin.ofDynamicMember(deaths(secondsAgo), NOW, TAKEOVER, joins::incrementAndGet);
    }

    private GroupJoin named(int... secondsAgo) {
        return GroupJoin.ofStaticMember(deaths(secondsAgo), NOW, TAKEOVER, joins::incrementAndGet);
    }

    private static List<Instant> deaths(int... secondsAgo) {
        return Arrays.stream(secondsAgo).mapToObj(NOW::minusSeconds).toList();
    }
}
