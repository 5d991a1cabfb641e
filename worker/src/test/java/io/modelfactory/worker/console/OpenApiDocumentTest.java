package io.modelfactory.worker.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.console.action.RecordedActions;
import io.modelfactory.worker.console.auth.SignInAccess;
import io.modelfactory.worker.console.route.ConsoleRoute;
import io.modelfactory.worker.console.route.OpenApiDocument;
import io.modelfactory.worker.console.route.RouteKind;
import io.modelfactory.worker.console.route.RouteParameter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The OpenAPI document and the table of routes, held against each other. */
class OpenApiDocumentTest {
    private static final Pattern PARAMETER = Pattern.compile("\\{([^}]+)}");

    private final List<ConsoleRoute> routes;
    private final ObjectNode document;

    /** With all that people may do who have signed in. */
    OpenApiDocumentTest(@TempDir Path folder) {
        SignInAccess access = new SignInAccess(
                ConsoleAccounts.security(folder, true),
                (principal, address, in) -> {},
                new RecordedActions().routes(),
                Clock.systemUTC());
        routes = ConsoleRoutes.of(ConsoleParts.of(new SilentSources(), "1.2.3"), access)
                .all();
        document = OpenApiDocument.of(routes, "1.2.3");
    }

    @Test
    void everyRouteIsInTheDocumentAndNothingElseIs() {
        Set<String> documented = new TreeSet<>();
        document.path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(operation -> documented.add(operation.getKey() + " " + path.getKey() + " "
                                + operation.getValue().path("operationId").asText())));

        assertThat(documented)
                .containsExactlyElementsOf(routes.stream()
                        .map(route -> route.method().toString().toLowerCase(Locale.ROOT) + " " + route.path() + " "
                                + route.operationId())
                        .collect(Collectors.toCollection(TreeSet::new)));
    }

    @Test
    void everyPageHasASchemaAndEverySchemaIsUsed() {
        Set<String> pages = routes.stream()
                .filter(route -> route.kind() == RouteKind.PAGE)
                .map(ConsoleRoute::operationId)
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> schemas = new TreeSet<>();
        document.path("components").path("schemas").fieldNames().forEachRemaining(schemas::add);
        Set<String> referenced = new TreeSet<>(references(document));

        assertThat(schemas).containsAll(pages);
        assertThat(referenced).isEqualTo(schemas);
    }

    private static List<String> references(JsonNode node) {
        return node.findValuesAsText("$ref").stream()
                .map(reference -> reference.substring(reference.lastIndexOf('/') + 1))
                .toList();
    }

    @Test
    void thePartsOfAPathAreItsParametersInPath() {
        for (ConsoleRoute route : routes) {
            List<String> inPath = new ArrayList<>();
            Matcher part = PARAMETER.matcher(route.path());
            while (part.find()) {
                inPath.add(part.group(1));
            }
            assertThat(route.parameters().stream()
                            .filter(RouteParameter::inPath)
                            .map(RouteParameter::name))
                    .as(route.path())
                    .containsExactlyElementsOf(inPath);
        }
    }

    @Test
    void operationsHaveNamesOfTheirOwn() {
        assertThat(routes.stream().map(ConsoleRoute::operationId)).doesNotHaveDuplicates();
    }
}
