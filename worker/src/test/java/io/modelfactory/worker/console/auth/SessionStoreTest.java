package io.modelfactory.worker.console.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.console.access.ConsoleRole;
import io.modelfactory.worker.console.auth.SessionStore.IssuedSession;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SessionStoreTest {
    private static final Duration IDLE = Duration.ofMinutes(30);
    private static final Duration LIFETIME = Duration.ofHours(8);

    private final SteppedClock clock = new SteppedClock();
    private final SessionStore sessions = new SessionStore(IDLE, LIFETIME, clock);

    @Test
    void everySignInHasItsOwnKeyAndToken() {
        IssuedSession first = begin();
        IssuedSession second = begin();

        assertThat(first.key()).hasSizeGreaterThan(40).isNotEqualTo(second.key());
        assertThat(first.session().csrfToken())
                .isNotEqualTo(second.session().csrfToken())
                .isNotEqualTo(first.key());
        assertThat(sessions.find(first.key(), true)).contains(first.session());
        assertThat(sessions.find("made up", true)).isEmpty();
    }

    @Test
    void aSessionThatIsNotUsedEnds() {
        IssuedSession session = begin();

        clock.pass(IDLE.minusSeconds(1));
        assertThat(sessions.find(session.key(), true)).isPresent();
        clock.pass(IDLE.minusSeconds(1));
        assertThat(sessions.find(session.key(), true)).isPresent();
        clock.pass(IDLE);
        assertThat(sessions.find(session.key(), true)).isEmpty();
    }

    @Test
    void whatAPageAsksForByItselfDoesNotKeepASessionAlive() {
        IssuedSession session = begin();

        clock.pass(IDLE.minusSeconds(1));
        assertThat(sessions.find(session.key(), false)).isPresent();
        clock.pass(Duration.ofSeconds(1));
        assertThat(sessions.find(session.key(), false)).isEmpty();
    }

    @Test
    void aSessionEndsHoweverMuchItIsUsed() {
        IssuedSession session = begin();

        for (int i = 1; i < LIFETIME.toMinutes(); i++) {
            clock.pass(Duration.ofMinutes(1));
            assertThat(sessions.find(session.key(), true)).isPresent();
        }
        clock.pass(Duration.ofMinutes(1));
        assertThat(sessions.find(session.key(), true)).isEmpty();
    }

    @Test
    void aSessionThatWasEndedIsGoneAndNoOther() {
        IssuedSession mine = begin();
        IssuedSession another = begin();

        sessions.end(mine.key());

        assertThat(sessions.find(mine.key(), true)).isEmpty();
        assertThat(sessions.find(another.key(), true)).isPresent();
    }

    @Test
    void noTextFormShowsASecret() {
        IssuedSession issued = begin();

        assertThat(issued.toString() + issued.session())
                .contains("HUMAN::ada")
                .doesNotContain(issued.key(), issued.session().csrfToken());
    }

    private IssuedSession begin() {
        return sessions.begin("HUMAN::ada", Set.of(ConsoleRole.VIEWER));
    }
}
