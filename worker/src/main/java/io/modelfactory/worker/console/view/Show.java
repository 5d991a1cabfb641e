package io.modelfactory.worker.console.view;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.inspect.DurationText;
import io.modelfactory.worker.inspect.Figures;
import io.modelfactory.worker.ledger.run.RunState;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/** Values as people read them; templates escape what it gives. */
public final class Show {
    private static final int SHORT_KEY = 11;
    private static final int SHORT_DIGEST = 12;
    private static final int SHORT_RELEASE = 16;
    private static final int THOUSAND = 1000;

    private Show() {}

    /** The first digits of a run key, as much as people compare. */
    public static String shortKey(String runKey) {
        return runKey.length() <= SHORT_KEY ? runKey : runKey.substring(0, SHORT_KEY);
    }

    public static String shortDigest(String digest) {
        return digest.length() <= SHORT_DIGEST ? digest : digest.substring(0, SHORT_DIGEST);
    }

    /** A release, of which a commit is cut short. */
    public static String release(String id) {
        return id.length() <= SHORT_RELEASE ? id : id.substring(0, SHORT_RELEASE);
    }

    /** {@code PUBLISH_PENDING} as {@code publish pending}. */
    public static String words(String constant) {
        return constant.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** With a capital letter first. */
    public static String sentenceCase(String words) {
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    /** The class of a state's colour. */
    public static String tone(RunState state) {
        return switch (state) {
            case PUBLISHED, PASS -> "good";
            case FAIL -> "bad";
            case PUBLISH_PENDING -> "warn";
            case RUNNING, EVAL_READY -> "busy";
            case QUEUED -> "idle";
        };
    }

    public static String duration(Duration time) {
        return DurationText.of(time);
    }

    public static String seconds(double seconds) {
        return DurationText.of(Duration.ofMillis(Math.round(seconds * THOUSAND)));
    }

    /** A time between two events, with tenths of a second where it is short. */
    public static String elapsed(double seconds) {
        return seconds < 10 ? String.format(Locale.ROOT, "%.1f s", seconds) : seconds(seconds);
    }

    public static String number(double number) {
        return Figures.of(number);
    }

    /** With separators of thousands. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Of what is counted up to a bound only, which is followed by a plus. */
    public static String counted(long number, long most) {
        return number < most ? count(number) : count(most) + "+";
    }

    /** As a part of a hundred, such as {@code 1.25 %}; {@code 0} where there is none. */
    public static String share(long part, long all) {
        return part == 0 ? "0" : String.format(Locale.ROOT, "%.2f %%", 100.0 * part / all);
    }

    public static String bytes(long bytes) {
        if (bytes < 10_000) {
            return count(bytes) + " B";
        }
        double kib = bytes / 1024.0;
        return kib < 1024 * 10
                ? String.format(Locale.ROOT, "%,.0f KiB", kib)
                : String.format(Locale.ROOT, "%,.1f MiB", kib / 1024);
    }

    /** {@code environment/mode/bundle_slot}, and the tenant if there is one. */
    public static String scope(JsonNode targetScope) {
        String tenant = targetScope.path("tenant_id").asText("");
        return targetScope.path("environment").asText() + "/"
                + targetScope.path("mode").asText() + "/"
                + targetScope.path("bundle_slot").asText() + (tenant.isEmpty() ? "" : " (" + tenant + ")");
    }

    /** A text as a part of an address. */
    public static String url(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** The simple name of a class. */
    public static String simpleName(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }
}
