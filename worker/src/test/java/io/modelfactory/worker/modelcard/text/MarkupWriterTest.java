package io.modelfactory.worker.modelcard.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class MarkupWriterTest {

    @Test
    void whatIsWrittenIsTextWhateverItLooksLike() {
        String markup = new MarkupWriter()
                .start("p", "title", "\"><script>alert(1)</script>")
                .text("<script>alert('1') & more</script>")
                .end()
                .toString();

        assertThat(markup)
                .isEqualTo("<p title=\"&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;\">"
                        + "&lt;script&gt;alert(&#39;1&#39;) &amp; more&lt;/script&gt;</p>");
    }

    @Test
    void whatIsNotAsciiIsAReferenceToItsCodePoint() {
        assertThat(new MarkupWriter().text("é≥\uD83D\uDE00").toString()).isEqualTo("&#233;&#8805;&#128512;");
    }

    @Test
    void whatHasNoShapeIsMadeVisible() {
        // A zero, a line end, a right-to-left override, half of a surrogate pair.
        assertThat(new MarkupWriter().text("a\u0000\n\u202e\ud83d").toString())
                .isEqualTo("a\\u0000\\u000a\\u202e\\ud83d");
    }

    @Test
    void elementsAreEndedInTheirOrder() {
        MarkupWriter markup =
                new MarkupWriter().start("ul").element("li", "one").empty("br");

        assertThatIllegalStateException().isThrownBy(markup::toString).withMessageContaining("ul");
        assertThat(markup.end().toString()).isEqualTo("<ul><li>one</li><br/></ul>");
    }

    @Test
    void aStyleSheetCannotEndItself() {
        assertThatIllegalArgumentException().isThrownBy(() -> new MarkupWriter().style("</style><script>"));
    }
}
