package io.modelfactory.worker.deployment;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The files below {@code deploy/kubernetes}, read as strictly as {@code kubectl --validate=strict} has a cluster read
 * them.
 */
public final class KubernetesManifests {
    static final Path FOLDER = Dockerfile.PROJECT.resolve("deploy/kubernetes");

    /** Kinds that Kubernetes itself defines; others are extensions', whose models are not among the libraries. */
    static final Map<String, Class<?>> KINDS = Map.of(
            "v1/Namespace", Namespace.class,
            "v1/ServiceAccount", ServiceAccount.class,
            "apps/v1/Deployment", Deployment.class,
            "batch/v1/Job", Job.class,
            "networking.k8s.io/v1/NetworkPolicy", NetworkPolicy.class,
            "policy/v1/PodDisruptionBudget", PodDisruptionBudget.class);

    private static final ObjectMapper STRICT = new ObjectMapper(YAMLFactory.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .setAnnotationIntrospector(new StrictFieldsIntrospector());

    private KubernetesManifests() {}

    /** The models would keep a field that they do not know; a cluster would not. */
    private static final class StrictFieldsIntrospector extends JacksonAnnotationIntrospector {
        private static final long serialVersionUID = 1L;

        @Override
        public Boolean hasAnySetter(Annotated annotated) {
            return false;
        }
    }

    static List<Path> files() {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<JsonNode> documents(Path file) {
        try {
            return STRICT.readerFor(JsonNode.class)
                    .<JsonNode>readValues(Files.readString(file))
                    .readAll();
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    public static JsonNode document(String file) {
        return documents(FOLDER.resolve(file)).get(0);
    }

    static String kind(JsonNode document) {
        return document.path("apiVersion").asText() + "/"
                + document.path("kind").asText();
    }

    /** @throws IllegalArgumentException if the document has a field or a value that its kind does not allow */
    static <T> T parseStrictly(JsonNode document, Class<T> type) {
        return STRICT.convertValue(document, type);
    }

    static <T> T read(String file, Class<T> type) {
        return parseStrictly(document(file), type);
    }

    static Deployment worker() {
        return read("base/deployment.yaml", Deployment.class);
    }

    static Job migration() {
        return read("base/migration.yaml", Job.class);
    }

    static Job schemas() {
        return read("base/schemas.yaml", Job.class);
    }

    /** What the worker's container says itself. */
    public static Map<String, String> workerVariables() {
        return variables(worker().getSpec().getTemplate());
    }

    /** Under whose name the ledger is migrated. */
    public static String migrationUser() {
        return Objects.requireNonNull(
                variables(migration().getSpec().getTemplate()).get("MF_DATABASE_USER"));
    }

    public static List<String> migrationArguments() {
        return migration()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0)
                .getArgs();
    }

    /** How long a cluster waits for the worker to end. */
    public static Duration gracePeriod() {
        return Duration.ofSeconds(worker().getSpec().getTemplate().getSpec().getTerminationGracePeriodSeconds());
    }

    private static Map<String, String> variables(PodTemplateSpec template) {
        Map<String, String> variables = new LinkedHashMap<>();
        template.getSpec()
                .getContainers()
                .get(0)
                .getEnv()
                .forEach(variable -> variables.put(variable.getName(), value(variable)));
        return variables;
    }

    /** The fields of a pod are of no pod here. */
    private static String value(EnvVar variable) {
        return variable.getValueFrom() == null ? variable.getValue() : "of-the-pod";
    }

    /** What the generated ConfigMap gives the containers under an overlay. */
    public static Map<String, String> environment(String overlay) {
        Map<String, String> environment = new LinkedHashMap<>();
        for (String kustomization : List.of("base", "overlays/" + overlay)) {
            for (JsonNode generator :
                    document(kustomization + "/kustomization.yaml").path("configMapGenerator")) {
                generator.path("literals").forEach(literal -> {
                    String[] parts = literal.asText().split("=", 2);
                    environment.put(parts[0], parts[1]);
                });
            }
        }
        return environment;
    }
}
