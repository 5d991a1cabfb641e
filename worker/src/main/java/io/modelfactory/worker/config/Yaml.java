package io.modelfactory.worker.config;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import io.modelfactory.worker.artifact.Json;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.CollectionEndEvent;
import org.yaml.snakeyaml.events.CollectionStartEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;

/**
 * The plain part of YAML that profiles and policies are written in: one document of bounded size and depth, no anchors,
 * aliases or tags, no key twice. What a file says is what a reader of it sees.
 */
public final class Yaml {
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_DEPTH = Json.readConstraints().getMaxNestingDepth();

    /** Octal or ten, hexadecimal, binary, with underscores: the versions of YAML do not agree on these. */
    private static final Pattern AMBIGUOUS_NUMBER =
            Pattern.compile("[-+]?(0[0-9]+|0[xXbB][0-9a-fA-F_]+|(?=[0-9.]*_)[0-9][0-9_]*(\\.[0-9_]*)?)");

    private static final Pattern NUMBER = Pattern.compile("[-+]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][-+]?[0-9]+)?");

    private static final ObjectMapper MAPPER = Json.mapper(YAMLFactory.builder()
            .loaderOptions(options())
            .streamReadConstraints(Json.readConstraints())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(YAMLParser.Feature.EMPTY_STRING_AS_NULL)
            // The country code no is not false.
            .enable(YAMLParser.Feature.PARSE_BOOLEAN_LIKE_WORDS_AS_STRINGS)
            .build());

    private static final ObjectMapper WRITER = Json.mapper(YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .build());

    private Yaml() {}

    /** @throws com.fasterxml.jackson.core.JsonProcessingException with line and reason, if it is not such a document */
    public static JsonNode parse(byte[] content) throws IOException {
        if (content.length > MAX_BYTES) {
            throw refused("larger than " + MAX_BYTES + " bytes");
        }
        String text = decoded(content);
        requirePlainSyntax(text);
        JsonNode document = MAPPER.readTree(text);
        if (document.isMissingNode() || document.isNull()) {
            throw refused("empty");
        }
        return document;
    }

    /** A document in the form in which people write it. */
    public static String text(JsonNode document) {
        try {
            return WRITER.writeValueAsString(document).stripTrailing();
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a tree that cannot be written", e);
        }
    }

    private static String decoded(byte[] content) throws JsonParseException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content))
                    .toString();
        } catch (CharacterCodingException e) {
            throw refused("not UTF-8");
        }
    }

    /** Looks at the syntax alone: Jackson would take an alias for the text of its name, and skip tags in silence. */
    private static void requirePlainSyntax(String text) throws JsonParseException {
        int documents = 0;
        int depth = 0;
        try {
            for (Event event : new org.yaml.snakeyaml.Yaml(options()).parse(new StringReader(text))) {
                documents += event instanceof DocumentStartEvent ? 1 : 0;
                if (documents > 1) {
                    throw refused(event.getStartMark(), "a second document; keep one document a file");
                }
                depth += event instanceof CollectionStartEvent ? 1 : event instanceof CollectionEndEvent ? -1 : 0;
                if (depth > MAX_DEPTH) {
                    // Reading on would take time that grows with the square of the depth.
                    throw refused(event.getStartMark(), "nested more than " + MAX_DEPTH + " levels deep");
                }
                if (isShared(event)) {
                    throw refused(event.getStartMark(), "an anchor or alias; write the value out where it is used");
                }
                if (isTagged(event)) {
                    throw refused(event.getStartMark(), "a tag; quote the value if it is meant as text");
                }
                if (event instanceof ScalarEvent scalar && scalar.isPlain()) {
                    requirePlainNumber(scalar);
                }
            }
        } catch (MarkedYAMLException e) {
            throw refused(e.getProblemMark(), e.getProblem());
        } catch (YAMLException e) {
            throw refused("not YAML: " + e.getMessage());
        }
    }

    private static void requirePlainNumber(ScalarEvent scalar) throws JsonParseException {
        String text = scalar.getValue();
        if (AMBIGUOUS_NUMBER.matcher(text).matches()) {
            throw refused(
                    scalar.getStartMark(),
                    "a number that is read in more than one way; write its decimal digits alone, or quote it if it is"
                            + " meant as text");
        }
        // What is longer is refused as such.
        boolean isNumber = text.length() <= Json.readConstraints().getMaxNumberLength()
                && NUMBER.matcher(text).matches();
        if (isNumber && Double.isInfinite(Double.parseDouble(text))) {
            throw refused(scalar.getStartMark(), "a number that is too large");
        }
    }

    private static boolean isShared(Event event) {
        return event instanceof NodeEvent node && node.getAnchor() != null;
    }

    private static boolean isTagged(Event event) {
        if (event instanceof ScalarEvent scalar) {
            return scalar.getTag() != null;
        }
        return event instanceof CollectionStartEvent collection && collection.getTag() != null;
    }

    private static LoaderOptions options() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MAX_BYTES);
        return options;
    }

    private static JsonParseException refused(Mark where, String what) {
        return refused("line %d, column %d: %s".formatted(where.getLine() + 1, where.getColumn() + 1, what));
    }

    private static JsonParseException refused(String what) {
        return new JsonParseException(null, what);
    }
}
