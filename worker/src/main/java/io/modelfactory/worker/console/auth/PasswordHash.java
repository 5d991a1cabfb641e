package io.modelfactory.worker.console.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/**
 * A password's Argon2id hash (RFC 9106) in PHC string format,
 * {@code $argon2id$v=19$m=<KiB>,t=<passes>,p=<lanes>$<salt>$<hash>}.
 */
public final class PasswordHash {
    /** RFC 9106, section 4, second recommendation: 64 MiB, 3 passes, 4 lanes, a salt of 16 bytes, a tag of 32. */
    private static final int MEMORY_KIB = 1 << 16;

    private static final int PASSES = 3;
    private static final int LANES = 4;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    /** What a file may ask of the machine: 1 GiB, 16 passes, 16 lanes. */
    private static final int MAX_MEMORY_KIB = 1 << 20;

    private static final int MAX_PASSES = 16;
    private static final int MAX_LANES = 16;

    private static final Pattern PHC =
            Pattern.compile("\\$argon2id\\$v=19\\$m=([0-9]{1,7}),t=([0-9]{1,2}),p=([0-9]{1,2})"
                    + "\\$([A-Za-z0-9+/]{11,86})\\$([A-Za-z0-9+/]{22,86})");

    /** Logins wait for each other here, so that a burst of them takes no more memory than two. */
    private static final Semaphore AT_ONCE = new Semaphore(2, true);

    private final int memoryKib;
    private final int passes;
    private final int lanes;
    private final byte[] salt;
    private final byte[] hash;

    /**
     * @param memoryKib memory of one computation, in KiB
     * @param passes over that memory
     */
    private PasswordHash(int memoryKib, int passes, int lanes, byte[] salt, byte[] hash) {
        this.memoryKib = memoryKib;
        this.passes = passes;
        this.lanes = lanes;
        this.salt = salt;
        this.hash = hash;
    }

    public static PasswordHash of(char[] password, SecureRandom random) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        PasswordHash unfilled = new PasswordHash(MEMORY_KIB, PASSES, LANES, salt, new byte[HASH_BYTES]);
        return new PasswordHash(MEMORY_KIB, PASSES, LANES, salt, unfilled.compute(password));
    }

    /** Empty if the text is no Argon2id hash, or asks for more than 1 GiB, 16 passes or 16 lanes. */
    static Optional<PasswordHash> parse(String text) {
        Matcher parts = PHC.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        int memory = Integer.parseInt(parts.group(1));
        int passes = Integer.parseInt(parts.group(2));
        int lanes = Integer.parseInt(parts.group(3));
        boolean bounded = passes >= 1
                && passes <= MAX_PASSES
                && lanes >= 1
                && lanes <= MAX_LANES
                && memory >= 8 * lanes
                && memory <= MAX_MEMORY_KIB;
        try {
            return bounded
                    ? Optional.of(
                            new PasswordHash(memory, passes, lanes, decode(parts.group(4)), decode(parts.group(5))))
                    : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    /** Takes the same time whether they are equal or not. */
    boolean matches(char[] password) {
        return MessageDigest.isEqual(hash, compute(password));
    }

    private byte[] compute(char[] password) {
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memoryKib)
                .withIterations(passes)
                .withParallelism(lanes)
                .withSalt(salt)
                .build());
        byte[] computed = new byte[hash.length];
        AT_ONCE.acquireUninterruptibly();
        try {
            generator.generateBytes(new String(password).getBytes(StandardCharsets.UTF_8), computed);
        } finally {
            AT_ONCE.release();
        }
        return computed;
    }

    private static byte[] decode(String base64) {
        return Base64.getDecoder().decode(base64);
    }

    /** In PHC string format. */
    @Override
    public String toString() {
        Base64.Encoder base64 = Base64.getEncoder().withoutPadding();
        return "$argon2id$v=19$m=%d,t=%d,p=%d$%s$%s"
                .formatted(memoryKib, passes, lanes, base64.encodeToString(salt), base64.encodeToString(hash));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PasswordHash that && toString().equals(that.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }
}
