package io.modelfactory.worker.artifact;

import static io.modelfactory.worker.artifact.HostileReferences.isDenied;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceParserTest {
    private static final ReferenceParser FOLDER =
            ReferenceParser.forFolder(Path.of("/srv/store"), Path.of("/mnt/real store/objects"));
    private static final ReferenceParser BUCKET = ReferenceParser.forPrefix("s3://bucket/prefix/");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run_1/ofs/manifests/dm_001.json",
                "/srv/store/run_1/ofs/manifests/dm_001.json",
                "/mnt/real store/objects/run_1/ofs/manifests/dm_001.json",
                "file:/srv/store/run_1/ofs/manifests/dm_001.json",
                "file:///srv/store/run_1/ofs/manifests/dm_001.json"
            })
    void everySpellingOfAnObjectInTheFolderIsItsKey(String reference) {
        assertThat(FOLDER.keyOf(reference)).isEqualTo("run_1/ofs/manifests/dm_001.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run_1/x.json", "s3://bucket/prefix/run_1/x.json"})
    void everySpellingOfAnObjectInTheBucketIsItsKey(String reference) {
        assertThat(BUCKET.keyOf(reference)).isEqualTo("run_1/x.json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"run/event_date=2026-01-01/part-0.parquet", "r/a:b+c@d,e~f", "_COMPLETE", "..x/y..", "-"})
    void ordinaryNamesAreFine(String key) {
        assertThat(FOLDER.keyOf(key)).isEqualTo(key);
    }

    static Stream<String> hostileReferences() {
        return Stream.concat(
                HostileReferences.keys(),
                Stream.of(
                        "/srv/store",
                        "/srv/store/",
                        "/srv/store/../secret",
                        "/srv/store//x",
                        "/srv/store-of-another/x",
                        "/srv/./store/x",
                        "/srv/store/%2e%2e/x",
                        "file:///srv/store/../secret",
                        "file:///srv/store/x?query",
                        "file:////srv/store/x",
                        "file://localhost/srv/store/x",
                        "file:srv/store/x",
                        "file:/srv/store-of-another/x",
                        "s3://bucket",
                        "s3://bucket/",
                        "s3://bucket/prefix",
                        "s3://bucket/prefix/",
                        "s3://bucket/prefix/../x",
                        "s3://bucket/prefix//x",
                        "s3://bucket/prefix-of-another/x",
                        "s3://bucket/x",
                        "s3://bucket.other/prefix/x",
                        "s3://user@bucket/prefix/x",
                        "s3://bucket:80/prefix/x",
                        "s3://bucket/prefix/x?versionId=1",
                        "s3://bucket@evil/prefix/x",
                        "arn:aws:s3:::bucket/prefix/x"));
    }

    @ParameterizedTest
    @MethodSource("hostileReferences")
    void anyOtherReferenceIsRefused(String reference) {
        assertThatThrownBy(() -> FOLDER.keyOf(reference)).satisfies(isDenied());
        assertThatThrownBy(() -> BUCKET.keyOf(reference)).satisfies(isDenied());
    }

    @Test
    void aRefusalShowsWhatWasWrittenWithoutItsTricks() {
        assertThatThrownBy(() -> FOLDER.keyOf("run/\u202e\u0000\n" + "x".repeat(2000)))
                .hasMessageStartingWith("reference 'run/\\u202e\\u0000\\u000axxx")
                .hasMessageContaining("xxx...' ");
    }

    @Test
    void theCorpusIsThisLarge(TestReporter reporter) {
        Map<String, Integer> sizes = new TreeMap<>();
        HostileReferences.byType().forEach((type, references) -> sizes.put(type, references.size()));

        reporter.publishEntry("hostile references", sizes.toString());
        assertThat(HostileReferences.keys()).hasSizeGreaterThanOrEqualTo(150).doesNotHaveDuplicates();
    }
}
