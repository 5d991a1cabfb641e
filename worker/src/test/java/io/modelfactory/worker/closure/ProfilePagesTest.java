package io.modelfactory.worker.closure;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.algorithm.TrainerRegistry;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.config.Yaml;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.gate.Gate;
import io.modelfactory.worker.resolve.GovernanceProfile;
import io.modelfactory.worker.resolve.TrainingProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples in YAML and JSON of every page, and its profiles as a worker reads them. */
class ProfilePagesTest {
    private static final Pattern EXAMPLE =
            Pattern.compile("^```(?:yaml|json)[^\\n]*\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Path ROOT = Path.of("..");
    private static final JsonSchemas SCHEMAS = new JsonSchemas();

    /** An example and where it stands. */
    record PageExample(String page, JsonNode content) {
        @Override
        public String toString() {
            return page + " "
                    + content.path("policy_id").asText(content.fieldNames().next());
        }
    }

    static Stream<PageExample> examples() throws IOException {
        try (Stream<Path> runbooks = Files.list(ROOT.resolve("runbooks"))) {
            return Stream.concat(
                    runbooks.filter(page -> page.toString().endsWith(".md")).toList().stream(),
                    Stream.of(ROOT.resolve("contracts/README.md"), ROOT.resolve("README.md")))
                    .flatMap(ProfilePagesTest::examples)
                    .toList()
                    .stream();
        }
    }

    private static Stream<PageExample> examples(Path page) {
        try {
            String name = String.valueOf(page.getFileName());
            return EXAMPLE.matcher(Files.readString(page)).results().map(found -> parsed(name, found.group(1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PageExample parsed(String page, String text) {
        try {
            return new PageExample(page, Yaml.parse(text.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException(page + ": " + text, e);
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void anExampleIsWhatItsPageSays(PageExample example) throws IOException {
        JsonNode content = example.content();

        assertThat(content.isObject()).isTrue();
        if (content.has("hyper_parameters") && content.has("split_strategy")) {
            requireTrainingProfile(content);
        } else if (content.has("eval_thresholds")) {
            requireGovernanceProfile(content);
        }
    }

    @Test
    void thePagesHaveProfiles() throws IOException {
        assertThat(examples()
                        .filter(example -> example.content().has("split_strategy"))
                        .map(PageExample::page))
                .contains("training-profiles.md", "README.md");
        assertThat(examples()
                        .filter(example -> example.content().has("eval_thresholds"))
                        .filter(example -> example.page().equals("governance-profiles.md")))
                .hasSize(9);
    }

    @Test
    void whatThePagesSayIsRefusedIs() throws IOException {
        JsonNode training = Json.parse("{\"rounds\": 3, \"eta\": 0.1}".getBytes(StandardCharsets.UTF_8));
        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(() -> requireAlgorithm("xgboost_hist", training))
                .withMessageContaining("eta is called learning_rate here");
        JsonNode governance = Yaml.parse(
                "{policy_id: p, revision: r, eval_thresholds: {min_auc_roc: 0}}".getBytes(StandardCharsets.UTF_8));
        assertThatExceptionOfType(FailureException.class)
                .isThrownBy(() -> requireGovernanceProfile(governance))
                .withMessageContaining("passes every model, or none");
    }

    private static void requireTrainingProfile(JsonNode content) throws IOException {
        assertThat(SCHEMAS.violations(ContractDocument.TRAINING_PROFILE, content))
                .isEmpty();
        TrainingProfile profile = Json.convert(content, TrainingProfile.class);
        assertThatCode(() -> TrainerRegistry.discover()
                        .provider(profile.algorithmId())
                        .requireValid(profile.hyperParameters()))
                .doesNotThrowAnyException();
    }

    private static void requireAlgorithm(String id, JsonNode hyperParameters) {
        TrainerRegistry.discover()
                .provider(id)
                .requireValid(hyperParameters.propertyStream().collect(toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    private static void requireGovernanceProfile(JsonNode content) throws IOException {
        assertThat(SCHEMAS.violations(ContractDocument.GOVERNANCE_PROFILE, content))
                .isEmpty();
        assertThat(Gate.of(Json.convert(content, GovernanceProfile.class))).isNotNull();
    }
}
