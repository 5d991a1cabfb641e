package io.modelfactory.worker.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.failure.FailureException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The corpus of references that no store and no readable root may follow. */
public final class HostileReferences {
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
            "//run/x",
            "run/../run/x",
            "./run/x",
            "run/x/..",
            "run/x/../../../../../../../../etc/passwd",
            "run/\\..\\x",
            "..\\..\\..\\windows\\win.ini",
            "run/..\\..\\x",
            "run/..\u0000/x");
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
            "gopher://x",
            "jar:http://localhost/x.jar!/y",
            "jar:file:///srv/store/x.jar!/y",
            "zip:/x.zip!/y",
            "ftp://localhost/x",
            "ldap://localhost/x",
            "jndi:ldap://localhost/x",
            "${jndi:ldap://localhost/x}",
            "netdoc:/etc/passwd",
            "javascript:x",
            "hdfs://localhost/x",
            "gs://bucket/x",
            "az://container/x",
            "s3://bucket@foreign/prefix/x",
            "s3://foreign@bucket/prefix/../x",
            "s3:///prefix/x",
            "s3://bucket",
            "arn:aws:s3:::foreign/x",
            "//localhost/share/x",
            "\\\\?\\C:\\secret",
            "/proc/self/environ",
            "/dev/stdin",
            "file:///proc/self/environ",
            "file:../secret",
            "file:run/../../secret",
            "url:file:/etc/passwd",
            "postgres://localhost/x");
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
            "run/\"x\"",
            "run/%2E%2E%2Fx",
            "run%2f..%2fx",
            "%2fetc%2fpasswd",
            "run/%5c..%5cx",
            "run/%u002e%u002e/x",
            "run/%e0%80%ae%e0%80%ae/x",
            "run/%",
            "run/%zz",
            "run/;id",
            "run/x&y",
            "run/x>y",
            "run/{a..b}",
            "run/[ab]",
            "run/?",
            "run/**/x",
            "run/'x'",
            "run/$(id)",
            "run/!x");
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
            "run/\ud83d\ude00.json",
            "r\u0443n/x",
            "run/\u0430.json",
            "run\u2044x",
            "run\u29f8x",
            "run/\u2025/x",
            "run/\ufe52\ufe52/x",
            "run/\u3002\u3002/x",
            "run/\u00ad.json",
            "run/\u2066x\u2069",
            "run/\u061cx",
            "run/\u2028x",
            "run/\u2029x",
            "run/\u0085x",
            "run/\u009bx",
            "run/\u0008x",
            "run/\rx",
            "run/x\r\n",
            "run/\udc00x",
            "run/\ufffex",
            "run/\uffffx",
            "run/\udb40\udc01x",
            "\ufeffrun/x",
            "run/x\u0000",
            "\u0000");
    private static final List<String> OVERLONG =
            List.of("a/".repeat(512) + "a", "a".repeat(1025), "run/" + "a".repeat(256));
    private static final List<String> THE_STORES_OWN = List.of(".mf-workshop/x", "run/.mf-tmp/x");

    private HostileReferences() {}

    /** Hostile as a key, and therefore as a reference too. */
    public static Stream<String> keys() {
        return byType().values().stream().flatMap(List::stream);
    }

    /** The same by what they try. */
    static Map<String, List<String>> byType() {
        return Map.of(
                "climbing", CLIMBING,
                "elsewhere", ELSEWHERE,
                "encoded", ENCODED,
                "unprintable", UNPRINTABLE,
                "overlong", OVERLONG,
                "the store's own", THE_STORES_OWN);
    }

    /** Hostile as an id that becomes one segment of a key. A colon is not: request ids have them. */
    static Stream<String> segments() {
        return keys().filter(key -> !key.matches("[a-z]+:[a-z]+"));
    }

    public static Consumer<Throwable> isDenied() {
        return thrown -> {
            assertThat(thrown).isInstanceOf(FailureException.class).message().matches("[ -~]{1,600}");
            assertThat(((FailureException) thrown).code()).isEqualTo(FailureCode.REF_ACCESS_DENIED);
        };
    }
}
