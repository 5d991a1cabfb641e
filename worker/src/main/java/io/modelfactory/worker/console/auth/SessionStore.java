package io.modelfactory.worker.console.auth;

import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.console.access.ConsoleRole;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Sessions of this process, in memory: they end with it. One ends when it was not used for a while, and after a time
 * however much it was used. The store knows digests of the keys that browsers hold, so that its memory signs no one in.
 */
public final class SessionStore {
    private static final int TOKEN_BYTES = 32;

    /** Beyond it the session that was used least recently ends. */
    private static final int MAX_SESSIONS = 10_000;

    private final Duration idleTimeout;
    private final Duration lifetime;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, StoredSession> byDigest = new LinkedHashMap<>(16, 0.75f, true);

    private record StoredSession(ConsoleSession session, Instant usedAt) {}

    /**
     * A session that has begun.
     *
     * @param key that the browser holds in its cookie; a bearer of it is that person
     */
    public record IssuedSession(String key, ConsoleSession session) {
        @Override
        public String toString() {
            return session.toString();
        }
    }

    /**
     * @param idleTimeout after which a session ends that is not used
     * @param lifetime after which every session ends
     */
    public SessionStore(Duration idleTimeout, Duration lifetime, Clock clock) {
        this.idleTimeout = idleTimeout;
        this.lifetime = lifetime;
        this.clock = clock;
    }

    /** Begins a session under a new key: one that was known before the sign-in is worth nothing after it. */
    public synchronized IssuedSession begin(String principal, Set<ConsoleRole> roles) {
        Instant now = clock.instant();
        byDigest.values().removeIf(stored -> hasEnded(stored, now));
        ConsoleSession session = new ConsoleSession(principal, roles, randomText(), now);
        String key = randomText();
        byDigest.put(digest(key), new StoredSession(session, now));
        if (byDigest.size() > MAX_SESSIONS) {
            byDigest.remove(byDigest.keySet().iterator().next());
        }
        return new IssuedSession(key, session);
    }

    /**
     * The session of a key; empty if there is none, or it has ended.
     *
     * @param use whether it counts as use, which puts the end off; what a page asks for by itself is none
     */
    public synchronized Optional<ConsoleSession> find(String key, boolean use) {
        String digest = digest(key);
        StoredSession stored = byDigest.get(digest);
        if (stored == null) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        if (hasEnded(stored, now)) {
            byDigest.remove(digest);
            return Optional.empty();
        }
        if (use) {
            byDigest.put(digest, new StoredSession(stored.session(), now));
        }
        return Optional.of(stored.session());
    }

    /** Ends the session of a key, if there is one. */
    public synchronized void end(String key) {
        byDigest.remove(digest(key));
    }

    private boolean hasEnded(StoredSession stored, Instant now) {
        return !now.isBefore(stored.usedAt().plus(idleTimeout))
                || !now.isBefore(stored.session().startedAt().plus(lifetime));
    }

    /** 256 random bits. */
    String randomText() {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static String digest(String key) {
        return Sha256.hex(key);
    }

    /** Compares in the same time, wherever they differ. */
    static boolean equal(String one, String another) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), another.getBytes(StandardCharsets.UTF_8));
    }
}
