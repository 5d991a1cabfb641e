package io.modelfactory.worker.config;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.modelfactory.worker.artifact.Json;
import java.io.IOException;
import org.yaml.snakeyaml.LoaderOptions;

/** Reads YAML as the JSON tree it stands for: no tags, few aliases, no repeated keys, bounded size and depth. */
public final class Yaml {
    private static final int MAX_CODE_POINTS = 1 << 20;
    private static final int MAX_ALIASES = 20;
    private static final int MAX_DEPTH = 32;

    private static final ObjectMapper MAPPER = Json.mapper(YAMLFactory.builder()
            .loaderOptions(loaderOptions())
            .streamReadConstraints(Json.readConstraints())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    private Yaml() {}

    /** Parses one document; an empty one is a missing node. */
    public static JsonNode parse(byte[] content) throws IOException {
        return MAPPER.readTree(content);
    }

    private static LoaderOptions loaderOptions() {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        options.setMaxAliasesForCollections(MAX_ALIASES);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setCodePointLimit(MAX_CODE_POINTS);
        return options;
    }
}
