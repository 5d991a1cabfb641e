package io.modelfactory.worker.console.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoginThrottleTest {
    private static final String HOME = "192.0.2.1";
    private static final String ATTACKER = "198.51.100.7";

    private final SteppedClock clock = new SteppedClock();
    private final LoginThrottle throttle = new LoginThrottle(clock);

    @Test
    void everyFailureDoublesTheDelayUpToAMinute() {
        List<Long> seconds = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            throttle.failed("ada", HOME);
            seconds.add(throttle.delay("ada", HOME).toSeconds());
        }

        assertThat(seconds).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L);
        clock.pass(Duration.ofSeconds(60));
        assertThat(throttle.delay("ada", HOME)).isZero();
    }

    @Test
    void anAccountThatIsGuessedAtFromElsewhereIsNotLockedForItsOwner() {
        fail(1_000, "ada", ATTACKER);

        assertThat(throttle.delay("ada", ATTACKER)).isEqualTo(Duration.ofMinutes(1));
        assertThat(throttle.delay("ada", HOME)).isLessThanOrEqualTo(Duration.ofSeconds(2));
        clock.pass(Duration.ofSeconds(2));
        assertThat(throttle.delay("ada", HOME)).isZero();
    }

    @Test
    void anAccountThatIsGuessedAtFromManyAddressesTakesOneTryInTwoSeconds() {
        for (int i = 0; i < 60; i++) {
            throttle.failed("ada", "203.0.113." + i);
        }

        assertThat(throttle.delay("ada", "203.0.113.200")).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void anAddressThatTriesManyAccountsWaitsForEachOfThem() {
        for (int i = 0; i < 16; i++) {
            throttle.failed("account" + i, ATTACKER);
        }

        assertThat(throttle.delay("one more", ATTACKER)).isEqualTo(Duration.ofSeconds(32));
        assertThat(throttle.delay("one more", HOME)).isZero();
    }

    @Test
    void successForgetsTheFailuresOfTheAccountFromThatAddress() {
        fail(3, "ada", HOME);
        throttle.succeeded("ada", HOME);

        assertThat(throttle.delay("ada", HOME)).isZero();
    }

    @Test
    void aQuarterOfAnHourForgets() {
        fail(8, "ada", HOME);
        clock.pass(Duration.ofMinutes(16));
        throttle.failed("ada", HOME);

        assertThat(throttle.delay("ada", HOME)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void upperAndLowerCaseAreTheSameAccount() {
        throttle.failed("Ada", HOME);

        assertThat(throttle.delay("aDA", HOME)).isPositive();
    }

    private void fail(int times, String account, String address) {
        for (int i = 0; i < times; i++) {
            throttle.failed(account, address);
        }
    }
}
