package io.modelfactory.worker.modelcard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The page as a browser lays it out: on a telephone, on a screen, on paper. */
class CardLayoutTest {
    private static final int TELEPHONE = 390;
    private static final int SCREEN = 1280;

    /** What is to be in sight at once takes more room in a wide font. */
    private static final int TALL = 1100;

    private static final String WIDE = """
            <style>
            * { font-family: "DejaVu Sans", Verdana, sans-serif !important; letter-spacing: 0.05em !important }
            </style>
            """;

    @TempDir
    private Path folder = Path.of("");

    static Stream<Arguments> pages() {
        return Stream.of(TELEPHONE, 700, 1000, SCREEN)
                .flatMap(width -> Stream.of(
                        Arguments.of("usual", new CardFixture("text").card(), width),
                        Arguments.of(
                                "rare class, failed",
                                CardFixture.ofRareClass().card().unpublished(),
                                width),
                        Arguments.of("long names", new CardFixture("x".repeat(120)).card(), width)));
    }

    @ParameterizedTest(name = "{0} at {2} px")
    @MethodSource("pages")
    void everythingStaysInItsBoxAndCanBeRead(String name, ModelCard card, int width) throws Exception {
        String page = new String(card.content(CardFormat.HTML), StandardCharsets.UTF_8);

        JsonNode measured = Chromium.required(folder).measure(page, width, 844);

        assertThat(measured.path("width").asInt()).isEqualTo(width);
        assertThat(measured.path("texts").asInt()).as("texts in plots").isGreaterThan(40);
        assertThat(measured.path("problems")).as(name).isEmpty();
    }

    /** Which fonts a machine has is not the card's to say; letters are spaced so that they are wide with any. */
    @ParameterizedTest(name = "{0} at {2} px")
    @MethodSource("pages")
    void everythingStaysInItsBoxInAWideFontToo(String name, ModelCard card, int width) throws Exception {
        String page = new String(card.content(CardFormat.HTML), StandardCharsets.UTF_8);

        JsonNode measured = Chromium.required(folder).measure(page.replace("</head>", WIDE + "</head>"), width, TALL);

        assertThat(measured.path("width").asInt()).isEqualTo(width);
        assertThat(measured.path("problems")).as(name).isEmpty();
    }
}
