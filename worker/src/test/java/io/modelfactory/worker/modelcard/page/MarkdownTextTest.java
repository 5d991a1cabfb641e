package io.modelfactory.worker.modelcard.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class MarkdownTextTest {
    private static final Pattern REFERENCE = Pattern.compile("&#(\\d+);");

    /** Alone, and where they have no meaning: within words, after other characters, at both ends. */
    @Property
    void noCharacterWithAMeaningIsLeftAsItIs(@ForAll("texts") String text) {
        String escaped = MarkdownText.of(text);

        assertThat(escaped).doesNotContainPattern("[\\\\`*\\[\\]<|~$@]|&(?!#)|[^ -~]|://|(?i:www)\\.");
        assertThat(escaped).doesNotContainPattern("(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])");
        assertThat(read(escaped)).isEqualTo(text);
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withChars("aZ0wW. ,-()%/+=_:&<>|*`[]~$@\\\"'!#;\u00e9")
                .ofMaxLength(12);
    }

    private static String read(String markdown) {
        Matcher reference = REFERENCE.matcher(markdown);
        return reference.replaceAll(
                found -> Matcher.quoteReplacement(Character.toString(Integer.parseInt(found.group(1)))));
    }
}
