package io.modelfactory.worker.deployment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.modelfactory.worker.config.Wiring;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class KubernetesManifestsTest {
    private static final Dockerfile IMAGE = Dockerfile.read();

    static Stream<Path> files() {
        return KubernetesManifests.files().stream();
    }

    static Stream<PodTemplateSpec> pods() {
        return Stream.of(
                KubernetesManifests.worker().getSpec().getTemplate(),
                KubernetesManifests.migration().getSpec().getTemplate(),
                KubernetesManifests.schemas().getSpec().getTemplate(),
                console());
    }

    private static PodTemplateSpec console() {
        return KubernetesManifests.read("components/console/deployment.yaml", Deployment.class)
                .getSpec()
                .getTemplate();
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyManifestHasOnlyFieldsAndValuesThatItsKindAllows(Path file) {
        assertThat(KubernetesManifests.documents(file)).isNotEmpty().allSatisfy(document -> {
            Class<?> kind = KubernetesManifests.KINDS.get(KubernetesManifests.kind(document));
            if (kind != null) {
                assertThat(KubernetesManifests.parseStrictly(document, kind)).isNotNull();
            }
        });
    }

    @Test
    void aMisspeltFieldWouldBeNoticed() {
        ObjectNode misspelt = (ObjectNode) KubernetesManifests.document("base/deployment.yaml");
        ((ObjectNode) misspelt.at("/spec/template/spec")).put("terminationGracePeriod", 60);

        assertThatThrownBy(() -> KubernetesManifests.parseStrictly(misspelt, Deployment.class))
                .hasMessageContaining("terminationGracePeriod");
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyFileIsPartOfAKustomization(Path file) throws Exception {
        String kustomization =
                Files.readString(Objects.requireNonNull(file.getParent()).resolve("kustomization.yaml"));

        if (!file.endsWith("kustomization.yaml")) {
            assertThat(kustomization).contains(file.getFileName().toString());
        }
    }

    @Test
    void everyProfileButTheLocalOneAndEveryPolicyReachesTheCluster() throws Exception {
        Path config = Dockerfile.PROJECT.resolve("config");
        List<String> mounted =
                KubernetesManifests.documents(config.resolve("kustomization.yaml")).get(0).findValues("files").stream()
                        .flatMap(files -> Stream.iterate(0, i -> i < files.size(), i -> i + 1)
                                .map(files::get))
                        .map(JsonNode::asText)
                        .toList();

        try (Stream<Path> files = Files.walk(config)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> config.relativize(file).toString())
                            .filter(file -> file.startsWith("mf/") || file.startsWith("profiles/"))
                            .filter(file -> !file.equals("profiles/local.yaml")))
                    .containsExactlyInAnyOrderElementsOf(mounted);
        }
    }

    @Test
    void noManifestHoldsASecretOrAnImageWithoutAVersion() {
        assertThat(KubernetesManifests.files())
                .flatMap(KubernetesManifests::documents)
                .allSatisfy(document -> {
                    assertThat(document.path("kind").asText()).isNotEqualTo("Secret");
                    assertThat(document.has("secretGenerator")).isFalse();
                    assertThat(document.findValuesAsText("newTag"))
                            .noneMatch(tag -> tag.equals("latest") || tag.isBlank());
                });
        assertThat(pods()).extracting(pod -> container(pod).getImage()).allMatch(image -> image.matches(".+:\\d.*"));
    }

    @ParameterizedTest
    @MethodSource("pods")
    void everyPodIsAsConfinedAsTheRestrictedStandardWants(PodTemplateSpec template) {
        PodSpec pod = template.getSpec();
        SecurityContext container = container(template).getSecurityContext();

        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getServiceAccountName())
                .isEqualTo(KubernetesManifests.document("base/service-account.yaml")
                        .at("/metadata/name")
                        .asText());
        assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
        assertThat(pod.getSecurityContext().getRunAsUser() + ":"
                        + pod.getSecurityContext().getRunAsGroup())
                .isEqualTo(IMAGE.user());
        assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(container.getAllowPrivilegeEscalation()).isFalse();
        assertThat(container.getReadOnlyRootFilesystem()).isTrue();
        assertThat(container.getCapabilities().getDrop()).containsExactly("ALL");
        for (String overlay : List.of("dev", "prod")) {
            assertThat(KubernetesManifests.document("overlays/" + overlay + "/namespace.yaml")
                            .at("/metadata/labels")
                            .path("pod-security.kubernetes.io/enforce")
                            .asText())
                    .isEqualTo("restricted");
        }
    }

    @ParameterizedTest
    @MethodSource("pods")
    void onlyTheScratchFolderIsWritableAndConfigurationIsMounted(PodTemplateSpec template) {
        Map<String, Boolean> mounts = new TreeMap<>();
        for (VolumeMount mount : container(template).getVolumeMounts()) {
            mounts.put(mount.getMountPath(), Boolean.TRUE.equals(mount.getReadOnly()));
        }

        assertThat(mounts)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        IMAGE.volume(),
                        false,
                        IMAGE.workingDirectory() + "/config/profiles",
                        true,
                        IMAGE.workingDirectory() + "/config/mf",
                        true,
                        "/run/secrets/model-factory",
                        true));
        assertThat(template.getSpec().getVolumes())
                .filteredOn(volume -> volume.getEmptyDir() != null)
                .singleElement()
                .satisfies(scratch -> assertThat(
                                Quantity.getAmountInBytes(scratch.getEmptyDir().getSizeLimit()))
                        .isLessThan(Quantity.getAmountInBytes(
                                container(template).getResources().getLimits().get("ephemeral-storage"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"dev", "prod"})
    void anOverlayHasExactlyTheVariablesOfItsProfile(String overlay) {
        Map<String, String> environment = new TreeMap<>(IMAGE.environment());
        environment.putAll(KubernetesManifests.environment(overlay));
        container(KubernetesManifests.worker().getSpec().getTemplate())
                .getEnv()
                .forEach(variable -> environment.put(variable.getName(), variable.getValue()));
        ProfileVariables profile = ProfileVariables.of(environment.getOrDefault("MF_PROFILE", ""));

        assertThat(environment.get("MF_PROFILE")).isEqualTo("config/profiles/" + overlay + ".yaml");
        assertThat(environment.keySet()).containsAll(profile.demanded());
        assertThat(profile.all()).containsAll(environment.keySet());
        assertThat(environment.toString())
                .doesNotContainIgnoringCase("password=")
                .doesNotContain("secret_access");
    }

    @Test
    void probesUsePagesAndPortOfTheWorker() {
        Container worker = container(KubernetesManifests.worker().getSpec().getTemplate());

        assertThat(worker.getPorts()).singleElement().satisfies(port -> {
            assertThat(port.getName()).isEqualTo("health");
            assertThat(port.getContainerPort().toString()).isEqualTo(IMAGE.port());
        });
        assertThat(Stream.of(worker.getStartupProbe(), worker.getReadinessProbe(), worker.getLivenessProbe()))
                .extracting(Probe::getHttpGet)
                .allSatisfy(get -> assertThat(get.getPort().getStrVal()).isEqualTo("health"))
                .extracting(get -> get.getPath())
                .containsExactly("/livez", "/readyz", "/livez");
        JsonNode endpoint = KubernetesManifests.document("components/monitoring/pod-monitor.yaml")
                .at("/spec/podMetricsEndpoints/0");
        assertThat(endpoint.path("port").asText()).isEqualTo("health");
        assertThat(endpoint.path("path").asText()).isEqualTo("/metrics");
    }

    /** Half a GiB for what the worker's JVM takes beside its heap. */
    @Test
    void theWorkerAndItsBuildsFitIntoTheContainersMemoryTogether() throws Exception {
        double limit = Quantity.getAmountInBytes(
                        container(KubernetesManifests.worker().getSpec().getTemplate())
                                .getResources()
                                .getLimits()
                                .get("memory"))
                .doubleValue();
        double share = Files.readAllLines(Dockerfile.PROJECT.resolve("deploy/image/jvm.options")).stream()
                .filter(option -> option.startsWith("-XX:MaxRAMPercentage="))
                .mapToDouble(option -> Double.parseDouble(option.split("=", -1)[1]) / 100)
                .sum();
        Wiring.Training training =
                new Wiring.Training(1, 0, Optional.empty(), Optional.empty(), Optional.empty(), Path.of("scratch"));

        assertThat(share).isPositive();
        assertThat(limit - limit * share - training.budgetBytes((long) limit)).isGreaterThan(1 << 29);
    }

    @Test
    void aWorkerHasEndedBeforeItsPodIsKilled() {
        int grace =
                Integer.parseInt(KubernetesManifests.workerVariables().getOrDefault("MF_SHUTDOWN_GRACE_SECONDS", ""));

        assertThat(Duration.ofSeconds(grace + 15)).isLessThanOrEqualTo(KubernetesManifests.gracePeriod());
    }

    @Test
    void aWorkerIsAvailableDuringRolloutsAndNodeDrains() {
        Deployment worker = KubernetesManifests.worker();
        PodDisruptionBudget budget = KubernetesManifests.read("base/disruption-budget.yaml", PodDisruptionBudget.class);

        assertThat(worker.getSpec().getReplicas()).isGreaterThanOrEqualTo(2);
        assertThat(worker.getSpec()
                        .getStrategy()
                        .getRollingUpdate()
                        .getMaxUnavailable()
                        .getIntVal())
                .isZero();
        assertThat(budget.getSpec().getMaxUnavailable().getIntVal())
                .isLessThan(worker.getSpec().getReplicas());
    }

    @Test
    void everySelectorMatchesPods() {
        Map<String, String> worker =
                labels(KubernetesManifests.worker().getSpec().getTemplate().getMetadata());
        Map<String, String> migration =
                labels(KubernetesManifests.migration().getSpec().getTemplate().getMetadata());
        NetworkPolicy policy = KubernetesManifests.parseStrictly(
                KubernetesManifests.documents(KubernetesManifests.FOLDER.resolve("base/network-policy.yaml"))
                        .get(1),
                NetworkPolicy.class);

        assertThat(worker)
                .containsAllEntriesOf(
                        KubernetesManifests.worker().getSpec().getSelector().getMatchLabels())
                .containsAllEntriesOf(KubernetesManifests.read("base/disruption-budget.yaml", PodDisruptionBudget.class)
                        .getSpec()
                        .getSelector()
                        .getMatchLabels())
                .containsAllEntriesOf(policy.getSpec().getPodSelector().getMatchLabels());
        KubernetesManifests.document("components/monitoring/pod-monitor.yaml")
                .at("/spec/selector/matchLabels")
                .properties()
                .forEach(label -> assertThat(worker)
                        .containsEntry(label.getKey(), label.getValue().asText()));
        assertThat(migration)
                .containsAllEntriesOf(policy.getSpec().getPodSelector().getMatchLabels())
                .as("the job is no worker")
                .doesNotContainEntry("app.kubernetes.io/component", "worker");
    }

    @Test
    void whatNoPolicyAllowsIsDenied() {
        List<JsonNode> policies =
                KubernetesManifests.documents(KubernetesManifests.FOLDER.resolve("base/network-policy.yaml"));
        NetworkPolicy deny = KubernetesManifests.parseStrictly(policies.get(0), NetworkPolicy.class);
        NetworkPolicy allow = KubernetesManifests.parseStrictly(policies.get(1), NetworkPolicy.class);

        assertThat(deny.getSpec().getPodSelector().getMatchLabels()).isNullOrEmpty();
        assertThat(deny.getSpec().getPolicyTypes()).containsExactlyInAnyOrder("Ingress", "Egress");
        assertThat(deny.getSpec().getIngress()).isEmpty();
        assertThat(deny.getSpec().getEgress()).isEmpty();
        assertThat(allow.getSpec().getIngress())
                .allSatisfy(rule -> assertThat(rule.getFrom()).isNotEmpty())
                .allSatisfy(rule -> assertThat(rule.getPorts()).isNotEmpty());
        assertThat(allow.getSpec().getEgress())
                .allSatisfy(rule -> assertThat(rule.getTo()).isNotEmpty())
                .allSatisfy(rule -> assertThat(rule.getPorts()).isNotEmpty());
    }

    @Test
    void theMigrationIsTheSameImageUnderTheOwnersName() {
        Container migrate = container(KubernetesManifests.migration().getSpec().getTemplate());
        Container worker = container(KubernetesManifests.worker().getSpec().getTemplate());

        assertThat(migrate.getArgs()).containsExactly("migrate", "--grants", "deploy/database/grants.sql");
        assertThat(IMAGE.copies())
                .as("the image has the grants")
                .anySatisfy(copy ->
                        assertThat(copy.target()).isEqualTo(IMAGE.workingDirectory() + "/deploy/database/grants.sql"));
        assertThat(worker.getArgs()).isEqualTo(IMAGE.command());
        assertThat(migrate.getImage()).isEqualTo(worker.getImage());
        assertThat(migrate.getEnv())
                .singleElement()
                .satisfies(user -> assertThat(user.getName()).isEqualTo("MF_DATABASE_USER"));
        assertThat(KubernetesManifests.environment("prod").get("MF_DATABASE_USER"))
                .isNotEqualTo(migrate.getEnv().get(0).getValue());
    }

    @Test
    void theConsoleLooksUnderItsOwnNameOnTheLoopbackAddressOfItsPod() {
        Container console = container(console());

        assertThat(console.getArgs()).containsExactly("console");
        assertThat(console.getImage())
                .isEqualTo(container(KubernetesManifests.worker().getSpec().getTemplate())
                        .getImage());
        assertThat(console.getPorts()).isNullOrEmpty();
        assertThat(console.getEnv()).singleElement().satisfies(user -> {
            assertThat(user.getName()).isEqualTo("MF_DATABASE_USER");
            assertThat(user.getValue()).isEqualTo("mf_console");
        });
        assertThat(secrets(console()))
                .contains("model-factory-database-console")
                .doesNotContain("model-factory-database", "model-factory-database-owner", "model-factory-signing");
        assertThat(labels(console().getMetadata()))
                .containsAllEntriesOf(KubernetesManifests.read("components/console/deployment.yaml", Deployment.class)
                        .getSpec()
                        .getSelector()
                        .getMatchLabels())
                .as("the console is no worker")
                .doesNotContainEntry("app.kubernetes.io/component", "worker");
    }

    @Test
    void theConsoleIsAskedInsideItsPodHowItIs() {
        Container console = container(console());

        assertThat(List.of(console.getStartupProbe(), console.getLivenessProbe()))
                .extracting(probe -> probe.getExec().getCommand())
                .containsOnly(healthCheck("--url", "http://127.0.0.1:8095"));
        assertThat(console.getReadinessProbe().getExec().getCommand())
                .isEqualTo(healthCheck("--ready", "--url", "http://127.0.0.1:8095"));
    }

    private static List<String> healthCheck(String... options) {
        return Stream.concat(IMAGE.healthCheck().stream(), Stream.of(options)).toList();
    }

    @Test
    void theReleasesSchemasAreRegisteredByAUserThatMay() {
        PodTemplateSpec job = KubernetesManifests.schemas().getSpec().getTemplate();

        assertThat(container(job).getArgs()).containsExactly("schemas", "--register");
        assertThat(container(job).getImage())
                .isEqualTo(container(KubernetesManifests.worker().getSpec().getTemplate())
                        .getImage());
        assertThat(secrets(job)).contains("model-factory-schema-registry-owner");
        assertThat(secrets(KubernetesManifests.worker().getSpec().getTemplate()))
                .doesNotContain("model-factory-schema-registry-owner");
    }

    @Test
    void aRestartedContainerIsTheSameMemberOfTheConsumerGroup() {
        assertThat(container(KubernetesManifests.worker().getSpec().getTemplate())
                        .getEnv())
                .filteredOn(variable -> variable.getName().equals("MF_KAFKA_GROUP_INSTANCE_ID"))
                .singleElement()
                .satisfies(variable -> assertThat(
                                variable.getValueFrom().getFieldRef().getFieldPath())
                        .isEqualTo("metadata.name"));
    }

    @Test
    void productionMountsTheKeyThatSignsBundles() {
        assertThat(KubernetesManifests.document("overlays/prod/kustomization.yaml")
                        .path("patches")
                        .toString())
                .contains("/spec/template/spec/volumes/3/projected/sources/-", "model-factory-signing");
        assertThat(KubernetesManifests.worker()
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getVolumes()
                        .get(3)
                        .getName())
                .isEqualTo("secrets");
    }

    private static List<String> secrets(PodTemplateSpec template) {
        return template.getSpec().getVolumes().stream()
                .filter(volume -> volume.getProjected() != null)
                .flatMap(volume -> volume.getProjected().getSources().stream())
                .map(source -> source.getSecret().getName())
                .toList();
    }

    private static Container container(PodTemplateSpec template) {
        return template.getSpec().getContainers().get(0);
    }

    private static Map<String, String> labels(ObjectMeta metadata) {
        return metadata.getLabels();
    }
}
