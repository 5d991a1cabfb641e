package io.modelfactory.worker.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.modelfactory.worker.artifact.CanonicalJson;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlTest {
    @Test
    void plainYamlIsReadAsItLooks() throws IOException {
        String yaml = """
                # a comment
                text: no
                quoted: "1"
                zeros: "010"
                dated: 2026-01-01_r1
                number: 12
                share: 0.7
                flag: true
                nothing:
                blank: ""
                variable: ${A:-b}
                list: [a, 'b']
                deeper:
                  key: |
                    two
                    lines
                """;

        assertThat(CanonicalJson.text(Yaml.parse(yaml.getBytes(UTF_8))))
                .isEqualTo(
                        "{\"blank\":\"\",\"dated\":\"2026-01-01_r1\",\"deeper\":{\"key\":\"two\\nlines\\n\"},\"flag\":true,\"list\":[\"a\",\"b\"],\"nothing\":null,"
                                + "\"number\":12,\"quoted\":\"1\",\"share\":0.7,\"text\":\"no\",\"variable\":\"${A:-b}\",\"zeros\":\"010\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    a: &x 1\\nb: *x                          | line 1, column 4: an anchor
                    a: *x                                    | anchor or alias
                    a: &x [*x]                               | anchor
                    <<: *base                                | anchor or alias
                    a: !!javax.script.ScriptEngineManager [] | line 1, column 4: a tag
                    a: !!binary aGk=                         | a tag
                    a: !local x                              | a tag
                    a: 1\\na: 2                              | Duplicate
                    a: {b: 1, b: 2}                          | Duplicate
                    a: 1\\n---\\nb: 2                        | line 2, column 1: a second document
                    a: [1                                    | line
                    a: b: c                                  | line 1, column 5
                    \\ta: 1                                  | line 1, column 1
                    a: 010                                   | line 1, column 4: a number that is read in more than one way
                    a: [1, -0x1f]                            | line 1, column 8: a number that is read in more than one way
                    a: 0b11                                  | a number that is read in more than one way
                    a: 1_000                                 | a number that is read in more than one way
                    a: 0.000_1                               | a number that is read in more than one way
                    a: 1e999                                 | line 1, column 4: a number that is too large
                    # nothing                                | empty
                    ''                                       | empty
                    """)
    void whatIsNotPlainIsRefusedWithItsPlace(String yaml, String problem) {
        byte[] content = yaml.replace("\\n", "\n").replace("\\t", "\t").getBytes(UTF_8);

        assertThatThrownBy(() -> Yaml.parse(content))
                .isInstanceOf(JsonProcessingException.class)
                .hasMessageContaining(problem);
    }

    @Test
    void sizeAndDepthAreBounded() {
        for (String yaml : new String[] {"a: " + "x".repeat(1 << 20), "[".repeat(100) + "]".repeat(100)}) {
            assertThatThrownBy(() -> Yaml.parse(yaml.getBytes(UTF_8))).isInstanceOf(JsonProcessingException.class);
        }
    }

    @Test
    void otherEncodingsAreRefused() {
        assertThatThrownBy(() -> Yaml.parse("a: \u00e9".getBytes(ISO_8859_1))).hasMessageContaining("not UTF-8");
    }
}
