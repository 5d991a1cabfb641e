package io.modelfactory.worker.app.cli.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTextTest {
    @ParameterizedTest
    @CsvSource({
        "'\u001b[2Jgone', '\\u001b[2Jgone'",
        "'\u009b31mred', '\\u009b31mred'",
        "'\u001b]0;title\u0007', '\\u001b]0;title\\u0007'",
        "'DONE\u202eLIAF', 'DONE\\u202eLIAF'",
        "'a\u200bb\ufeffc', 'a\\u200bb\\ufeffc'",
        "'\ud83d', '\\ud83d'",
        "'\udb40\udc01', '\\udb40\\udc01'",
        "'a\u2028b', 'a\\u2028b'",
        "'\bx', '\\u0008x'"
    })
    void whatWouldSteerATerminalIsShownByItsNumber(String text, String shown) {
        assertThat(TerminalText.of(text)).isEqualTo(shown);
    }

    @Test
    void whatPeopleWriteStaysAsItIs() {
        String text = "Z\u00fcrich \u6771\u4eac \ud83d\ude00\n\ttab =cmd|' /C calc'!A0";

        assertThat(TerminalText.of(text)).isEqualTo(text);
    }

    @Property
    void aDocumentSaysTheSameAfterwards(@ForAll String text) throws IOException {
        JsonNode document = Json.object().put("text", text.replaceAll("[\\ud800-\\udfff]", "?"));

        assertThat(Json.parse(TerminalText.of(document.toString()).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(document);
    }
}
