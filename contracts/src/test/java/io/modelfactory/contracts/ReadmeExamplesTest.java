package io.modelfactory.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ReadmeExamplesTest {
    private static final ReadmeExamples EXAMPLES = new ReadmeExamples();
    private static final JsonSchemas SCHEMAS = new JsonSchemas();

    /** Objects that the contracts leave open, wherever they occur. */
    private static final Set<String> OPEN = Set.of(
            "split",
            "leakage_checks",
            "hyper_parameters",
            "reason_texts",
            "metrics",
            "refs",
            "libraries",
            "version",
            "details",
            "owners",
            "allowed_regression");

    @Test
    void everyDocumentHasExactlyOneExampleAndOneSchemaFile() throws IOException {
        var names = Arrays.stream(ContractDocument.values())
                .map(ContractDocument::documentName)
                .toList();

        assertThat(EXAMPLES.all().keySet()).containsExactlyInAnyOrderElementsOf(names);
        try (var files = Files.list(Path.of("src/main/resources/io/modelfactory/contracts/schemas"))) {
            assertThat(files.map(file -> file.getFileName().toString().replace(".schema.json", "")))
                    .containsAll(names)
                    .contains("common")
                    .hasSize(names.size() + 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theExampleKeepsItsContract(ContractDocument kind) {
        assertThat(SCHEMAS.violations(kind, EXAMPLES.of(kind))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void anUnknownMemberIsRefusedInEveryClosedObject(ContractDocument kind) {
        for (var path : closedObjects(EXAMPLES.of(kind))) {
            var spoilt = EXAMPLES.of(kind);
            ((ObjectNode) spoilt.at(path)).put("no_such_member", "x");

            assertThat(SCHEMAS.violations(kind, spoilt))
                    .as("an unknown member at '%s'", path)
                    .anyMatch(text -> text.contains("no_such_member"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMissingRequiredMemberIsRefusedByName(ContractDocument kind) throws IOException {
        for (var member : ContractFiles.requiredMembers(kind)) {
            var spoilt = EXAMPLES.of(kind);
            assertThat(spoilt.remove(member)).as("%s in the example", member).isNotNull();

            assertThat(SCHEMAS.violations(kind, spoilt)).contains("$." + member + ": is missing; add it");
        }
    }

    @ParameterizedTest
    @EnumSource
    void nullReplacesNoRequiredMember(ContractDocument kind) throws IOException {
        for (var member : ContractFiles.requiredMembers(kind)) {
            var spoilt = EXAMPLES.of(kind);
            spoilt.putNull(member);

            assertThat(SCHEMAS.violations(kind, spoilt)).as(member).anyMatch(text -> text.startsWith("$." + member));
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherSchemaVersionIsRefused(ContractDocument kind) {
        var document = EXAMPLES.of(kind);
        if (document.has("schema_version")) {
            document.put("schema_version", document.get("schema_version").asText() + "1");

            assertThat(SCHEMAS.violations(kind, document)).anyMatch(text -> text.startsWith("$.schema_version: "));
        }
    }

    /** JSON pointers of the example's objects that must refuse what they do not know. */
    private static List<String> closedObjects(ObjectNode document) {
        var found = new ArrayList<String>();
        collect(document, "", found);
        return found;
    }

    private static void collect(JsonNode node, String path, List<String> found) {
        if (node instanceof ObjectNode object) {
            // Thresholds are open in their names' ending only; "no_such_member" breaks the rule for names.
            if (!path.endsWith("/eval_thresholds")) {
                found.add(path);
            }
            object.properties().stream()
                    .filter(member -> !OPEN.contains(member.getKey()))
                    .forEach(member -> collect(member.getValue(), path + "/" + member.getKey(), found));
        } else if (node instanceof ArrayNode array) {
            for (int i = 0; i < array.size(); i++) {
                collect(array.get(i), path + "/" + i, found);
            }
        }
    }
}
