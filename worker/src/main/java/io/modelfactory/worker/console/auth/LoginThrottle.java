package io.modelfactory.worker.console.auth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Makes those who guess passwords wait, and locks no one out. A failure makes the next try of that account from that
 * address wait 1 s, 2 s, 4 s and so on to 1 min. Beyond 10 failures for any accounts an address waits likewise, and
 * beyond 50 from anywhere an account takes one try in 2 s: so much at most can a stranger keep its owner waiting. A
 * quarter of an hour without failure forgets them. Nothing sleeps: a try that comes too early is refused unread.
 */
public final class LoginThrottle {
    private static final Duration FIRST_DELAY = Duration.ofSeconds(1);
    private static final Duration MAX_DELAY = Duration.ofMinutes(1);
    private static final Duration ACCOUNT_DELAY = Duration.ofSeconds(2);
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(15);
    private static final int FREE_FAILURES_OF_ADDRESS = 10;
    private static final int FREE_FAILURES_OF_ACCOUNT = 50;
    private static final int MAX_DOUBLINGS = 6;

    /** Beyond it what failed least recently is forgotten, so that guessing takes no memory. */
    private static final int MAX_ENTRIES = 20_000;

    private static final int TURNS = 64;

    private final Clock clock;
    private final Map<String, Failures> failures = new LinkedHashMap<>(16, 0.75f, true);
    private final List<Object> turns = Stream.generate(Object::new).limit(TURNS).toList();

    private record Failures(int count, Instant last) {}

    public LoginThrottle(Clock clock) {
        this.clock = clock;
    }

    /**
     * Makes the tries of an account one after another. Of those that come at once, all would otherwise have been made
     * before the first of them has failed.
     *
     * @param attempt asks for the {@link #delay}, and says if it {@link #failed}
     */
    public <T> T inTurn(String account, Supplier<T> attempt) {
        synchronized (turns.get(Math.floorMod(shortened(account).hashCode(), TURNS))) {
            return attempt.get();
        }
    }

    /**
     * How long a try would have to wait; zero if it may be made now.
     *
     * @param address that the try comes from, as text
     */
    public synchronized Duration delay(String account, String address) {
        return longest(
                waiting(pair(account, address), 0, MAX_DELAY),
                waiting(ofAddress(address), FREE_FAILURES_OF_ADDRESS, MAX_DELAY),
                waiting(ofAccount(account), FREE_FAILURES_OF_ACCOUNT, ACCOUNT_DELAY));
    }

    public synchronized void failed(String account, String address) {
        count(pair(account, address));
        count(ofAddress(address));
        count(ofAccount(account));
    }

    /**
     * Forgets what failed of the account from the address; an address that tries many accounts gains nothing by one.
     */
    public synchronized void succeeded(String account, String address) {
        failures.remove(pair(account, address));
    }

    private Duration waiting(String key, int free, Duration most) {
        Failures known = failures.get(key);
        if (known == null || known.count() <= free) {
            return Duration.ZERO;
        }
        Duration delay = FIRST_DELAY.multipliedBy(1L << Math.min(MAX_DOUBLINGS, known.count() - free - 1));
        Instant allowedAt = known.last().plus(delay.compareTo(most) < 0 ? delay : most);
        Duration left = Duration.between(clock.instant(), allowedAt);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private void count(String key) {
        Instant now = clock.instant();
        Failures known = failures.get(key);
        int count = known == null || now.isAfter(known.last().plus(FORGOTTEN_AFTER)) ? 1 : known.count() + 1;
        failures.put(key, new Failures(count, now));
        if (failures.size() > MAX_ENTRIES) {
            failures.remove(failures.keySet().iterator().next());
        }
    }

    private static Duration longest(Duration... durations) {
        Duration longest = Duration.ZERO;
        for (Duration duration : durations) {
            longest = duration.compareTo(longest) > 0 ? duration : longest;
        }
        return longest;
    }

    private static String pair(String account, String address) {
        return "pair " + shortened(account) + " " + address;
    }

    private static String ofAddress(String address) {
        return "address " + address;
    }

    private static String ofAccount(String account) {
        return "account " + shortened(account);
    }

    /** A name that is too long for an account needs no memory of its own. */
    private static String shortened(String account) {
        String name = account.toLowerCase(Locale.ROOT);
        return name.length() <= 64 ? name : name.substring(0, 64);
    }
}
