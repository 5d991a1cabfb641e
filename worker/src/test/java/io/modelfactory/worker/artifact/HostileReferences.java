package io.modelfactory.worker.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The corpus of references that no store and no readable root may follow. */
final class HostileReferences {
    private static final List<String> CLIMBING = List.of(
            "..",
            "../secret",
            "run/../../secret",
            "run/..",
            "run/./x",
            ".",
            "...",
            "run/....//x",
            "run/..;/x",
            "..\\secret",
            "run\\..\\x",
            "run//x",
            "run/",
            "//run/x");
    private static final List<String> ELSEWHERE = List.of(
            "/etc/passwd",
            "/",
            "~/../x",
            "C:\\secret",
            "C:/secret",
            "\\\\server\\share",
            "file:/etc/passwd",
            "file:///etc/passwd",
            "file://localhost/etc/passwd",
            "file://server/share/x",
            "FILE:///etc/passwd",
            "s3://foreign/run/x",
            "S3://bucket/prefix/x",
            "s3:bucket/prefix/x",
            "s3a://bucket/prefix/x",
            "http://localhost/x",
            "https://user:password@localhost/x",
            "jar:file:/x.jar",
            "classpath:x",
            "data:text/plain,x",
            "gopher://x");
    private static final List<String> ENCODED = List.of(
            "run/%2e%2e/x",
            "%2e%2e/x",
            "..%2fx",
            "run/%252e%252e/x",
            "run/%00x",
            "run/%c0%ae%c0%ae/x",
            "run/x?versionId=1",
            "run/x#part",
            "run/*",
            "run/x|y",
            "run/$HOME",
            "run/`id`",
            "run/\"x\"");
    private static final List<String> UNPRINTABLE = List.of(
            "",
            " ",
            " run/x",
            "run/x ",
            "run/a b",
            "run/x\u0000.json",
            "run/x\n",
            "run/\tx",
            "run/\u001b[31mx",
            "run/\u007fx",
            "run/\u00a0x",
            "run/\uff0e\uff0e/x",
            "run/\u2024\u2024/x",
            "run\u2215x",
            "run\uff0fx",
            "run/\u202egnp.exe",
            "run/\u200fx",
            "run/\u200bx",
            "run/\ufeffx",
            "run/e\u0301.json",
            "run/\u00e9.json",
            "run/\ud800.json",
            "run/\ud83d\ude00.json");
    private static final List<String> OVERLONG =
            List.of("a/".repeat(512) + "a", "a".repeat(1025), "run/" + "a".repeat(256));
    private static final List<String> THE_STORES_OWN = List.of(".mf-workshop/x", "run/.mf-tmp/x");

    private HostileReferences() {}

    /** Hostile as a key, and therefore as a reference too. */
    static Stream<String> keys() {
        return Stream.of(CLIMBING, ELSEWHERE, ENCODED, UNPRINTABLE, OVERLONG, THE_STORES_OWN)
                .flatMap(List::stream);
    }

    /** Hostile as an id that becomes one segment of a key. A colon is not: request ids have them. */
    static Stream<String> segments() {
        return keys().filter(key -> !key.matches("[a-z]+:[a-z]+"));
    }

    static Consumer<Throwable> isDenied() {
        return thrown -> {
            assertThat(thrown).isInstanceOf(FailureException.class).message().matches("[ -~]{1,600}");
            assertThat(((FailureException) thrown).code()).isEqualTo(FailureCode.REF_ACCESS_DENIED);
        };
    }
}
