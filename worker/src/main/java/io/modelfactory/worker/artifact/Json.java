package io.modelfactory.worker.artifact;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;

/**
 * How the factory reads and writes JSON: snake_case names, absent instead of null, unknown and duplicate members
 * refused, size and depth bounded.
 */
public final class Json {
    /** Levels of lists and objects in any document. */
    public static final int MAX_DEPTH = 64;

    private static final int MAX_TEXT_CHARS = 1 << 20;
    private static final int MAX_NUMBER_CHARS = 100;

    private static final ObjectMapper MAPPER = mapper(JsonFactory.builder()
            .streamReadConstraints(readConstraints())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            // To the same bits as the JDK's.
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .build());

    private Json() {}

    /** Bounds of every parser of the factory, JSON or YAML. */
    public static StreamReadConstraints readConstraints() {
        return StreamReadConstraints.builder()
                .maxNestingDepth(MAX_DEPTH)
                .maxStringLength(MAX_TEXT_CHARS)
                .maxNumberLength(MAX_NUMBER_CHARS)
                .build();
    }

    /** A mapper with the factory's conventions over another format's factory. */
    public static ObjectMapper mapper(JsonFactory factory) {
        return JsonMapper.builder(factory)
                .addModule(new Jdk8Module())
                .addModule(new JavaTimeModule())
                .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(JsonInclude.Include.NON_ABSENT, JsonInclude.Include.NON_ABSENT))
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .build();
    }

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    /** The tree of a value, with absent members left out. */
    public static JsonNode tree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /** As {@link #tree}, for values that are JSON objects. */
    public static ObjectNode objectTree(Object value) {
        return MAPPER.valueToTree(value);
    }

    /** The JSON of a value in whatever order and form, for a reader that keeps neither. */
    public static String text(Object value) {
        try {
            return MAPPER.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not to be written as JSON", e);
        }
    }

    /** Canonical bytes of a value: {@link CanonicalJson} over {@link #tree}. */
    public static byte[] canonicalBytes(Object value) {
        return CanonicalJson.bytes(tree(value));
    }

    /** Parses one document. */
    public static JsonNode parse(byte[] content) throws IOException {
        return MAPPER.readTree(content);
    }

    /** Reads a document that this program wrote, for which there is no schema. */
    public static <T> T read(byte[] content, Class<T> type) throws IOException {
        return MAPPER.readValue(content, type);
    }

    /** Maps a tree that its schema has accepted to a record. */
    public static <T> T convert(JsonNode document, Class<T> type) throws JsonProcessingException {
        try {
            return MAPPER.treeToValue(document, type);
        } catch (ValueInstantiationException refused) {
            // What a type refuses it says in words of its own; the library's name the class.
            if (refused.getCause() instanceof IllegalArgumentException own) {
                throw new JsonMappingException(null, own.getMessage(), own);
            }
            throw refused;
        }
    }
}
