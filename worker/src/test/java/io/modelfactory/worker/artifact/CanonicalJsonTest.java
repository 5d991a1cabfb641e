package io.modelfactory.worker.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CanonicalJsonTest {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    static List<Arguments> textsAndTheirCanonicalForm() {
        return List.of(
                Arguments.of("", "\"\""),
                Arguments.of("a/b", "\"a/b\""),
                Arguments.of("say \"hi\"\\", "\"say \\\"hi\\\"\\\\\""),
                Arguments.of("\b\f\n\r\t", "\"\\b\\f\\n\\r\\t\""),
                Arguments.of("\u0000\u001f", "\"\\u0000\\u001f\""),
                // As Python's JSON does, which made the identities that exist.
                Arguments.of("~\u007f\u0080", "\"~\\u007f\\u0080\""),
                Arguments.of("\u00e9\u00ff", "\"\\u00e9\\u00ff\""),
                Arguments.of("\u2028\uffff", "\"\\u2028\\uffff\""),
                Arguments.of("\ud83d\ude00", "\"\\ud83d\\ude00\""),
                Arguments.of("\ud800", "\"\\ud800\""),
                Arguments.of("\ude00\ud83d", "\"\\ude00\\ud83d\""));
    }

    @ParameterizedTest
    @MethodSource("textsAndTheirCanonicalForm")
    void textsAreEscapedToPlainAscii(String text, String canonical) {
        assertThat(CanonicalJson.text(NODES.textNode(text))).isEqualTo(canonical);
    }

    @Test
    void keysAreSortedByCodePointWhereUtf16UnitsWouldSayOtherwise() {
        ObjectNode document = Json.object();
        for (String key : List.of("\ud83d\ude00", "\uffff", "z", "\u00e9", "Z", "", "zz")) {
            document.put(key, 1);
        }

        assertThat(CanonicalJson.text(document))
                .isEqualTo("{\"\":1,\"Z\":1,\"z\":1,\"zz\":1,\"\\u00e9\":1,\"\\uffff\":1,\"\\ud83d\\ude00\":1}");
    }

    @Test
    void structureHasNoBlanks() throws IOException {
        JsonNode document = parse("{ \"b\" : [ 1 , true , null , { } , [ ] ] , \"a\" : -0.5 }");

        assertThat(CanonicalJson.text(document)).isEqualTo("{\"a\":-0.5,\"b\":[1,true,null,{},[]]}");
    }

    @Test
    void numbersAreWrittenInTheirShortestForm() throws IOException {
        JsonNode document = parse("[1, 9007199254740993, 123456789012345678901234567890, 1.50, 2e-3, 1e23, 5e-324]");

        assertThat(CanonicalJson.text(document))
                .isEqualTo("[1,9007199254740993,123456789012345678901234567890,1.5,0.002,1.0E23,4.9E-324]");
    }

    @Test
    void whatJsonCannotSayIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> CanonicalJson.text(NODES.numberNode(Double.NaN)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CanonicalJson.text(NODES.numberNode(Float.POSITIVE_INFINITY)));
        assertThatIllegalArgumentException().isThrownBy(() -> CanonicalJson.text(NODES.binaryNode(new byte[1])));
        assertThatIllegalArgumentException().isThrownBy(() -> CanonicalJson.text(NODES.missingNode()));
    }

    @Property
    void theCanonicalTextReadsBackAsTheSameTree(@ForAll("documents") JsonNode document) throws IOException {
        byte[] canonical = CanonicalJson.bytes(document);

        assertThat(new String(canonical, StandardCharsets.US_ASCII)).isEqualTo(CanonicalJson.text(document));
        assertThat(Json.parse(canonical)).isEqualTo(document);
    }

    @Property
    void theOrderInWhichMembersWereAddedDoesNotMatter(
            @ForAll("members") Map<String, Integer> members, @ForAll Random random) {
        List<String> shuffled = new ArrayList<>(members.keySet());
        Collections.shuffle(shuffled, random);
        ObjectNode other = Json.object();
        shuffled.forEach(key -> other.put(key, members.get(key)));

        assertThat(CanonicalJson.sha256(other)).isEqualTo(CanonicalJson.sha256(Json.tree(members)));
    }

    @Property
    void textsAreOrderedAsTheirCodePointsAre(@ForAll("texts") String left, @ForAll("texts") String right) {
        int expected =
                Arrays.compare(left.codePoints().toArray(), right.codePoints().toArray());

        assertThat(Integer.signum(CanonicalJson.CODE_POINT_ORDER.compare(left, right)))
                .isEqualTo(Integer.signum(expected));
    }

    /**
     * Any UTF-16 units, with many of those that need care: surrogates (paired or not), controls, the ends of ranges.
     */
    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withChars("aZ\"\\/\b\f\n\r\t\u0000\u001f\u007f\u0080\u00e9\ud7ff\ue000\uffff\ud83d\ude00\ud800\udfff")
                .all()
                .ofMaxLength(6);
    }

    @Provide
    Arbitrary<Map<String, Integer>> members() {
        return Arbitraries.maps(texts(), Arbitraries.integers()).ofMaxSize(8);
    }

    @Provide
    Arbitrary<JsonNode> documents() {
        Arbitrary<JsonNode> leaves = Arbitraries.oneOf(
                texts().map(NODES::textNode),
                Arbitraries.integers().map(NODES::numberNode),
                Arbitraries.doubles().map(NODES::numberNode),
                Arbitraries.of(true, false).map(NODES::booleanNode),
                Arbitraries.just(NODES.nullNode()));
        return Arbitraries.recursive(() -> leaves, CanonicalJsonTest::containersOf, 0, 3);
    }

    private static Arbitrary<JsonNode> containersOf(Arbitrary<JsonNode> elements) {
        // The parser takes lone surrogates in values but not in names, so no document that was read has one there.
        Arbitrary<String> names = Arbitraries.of(0x00, 0x22, 0x61, 0x7f, 0xe9, 0xffff, 0x1f600)
                .list()
                .ofMaxSize(3)
                .map(codePoints -> codePoints.stream().map(Character::toString).collect(Collectors.joining()));
        return Arbitraries.oneOf(
                elements.list().ofMaxSize(3).map(list -> NODES.arrayNode().addAll(list)),
                Arbitraries.maps(names, elements)
                        .ofMaxSize(3)
                        .map(members -> NODES.objectNode().setAll(members)));
    }

    private static JsonNode parse(String json) throws IOException {
        return Json.parse(json.getBytes(StandardCharsets.UTF_8));
    }
}
