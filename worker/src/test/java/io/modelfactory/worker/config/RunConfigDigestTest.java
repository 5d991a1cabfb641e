package io.modelfactory.worker.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Sha256;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RunConfigDigestTest {
    private static final AuthorisationPolicy NO_GRANTS = new AuthorisationPolicy(false, List.of());
    private static final LauncherPolicy LAUNCHER = new LauncherPolicy(
            "mf.launcher_policy.v0",
            "r1",
            Sha256.hex("policy"),
            3,
            3,
            1,
            500,
            1 << 20,
            5,
            SchedulingLimits.UNLIMITED,
            List.of(),
            false,
            RequestKeyPolicy.unsigned(),
            List.of(),
            NO_GRANTS);

    /** Of values for which not any text will do. */
    private static final Map<String, String> OTHERS = Map.of(
            "${MF_TRAINING_MEMORY_LIMIT:-}", "3GB",
            "${MF_TRAINING_MEMORY_BUDGET:-}", "2GB",
            "${MF_TRAINING_HEAP:-}", "1GB",
            "${MF_TRAINING_EXECUTOR:-auto}", "disk",
            "${MF_CONSOLE_ENABLED:-false}", "true",
            "${MF_CONSOLE_PORT:-8095}", "8096",
            "${MF_LINEAGE_TRANSPORT:-none}", "kafka",
            "${MF_LINEAGE_HEADERS_FILE:-}", "src/test/resources/logback-test.xml");

    @TempDir
    Path folder;

    static Stream<String> wiringValues() {
        return leavesBelow("/wiring");
    }

    static Stream<String> policyValues() {
        return leavesBelow("/policy");
    }

    @ParameterizedTest
    @MethodSource("wiringValues")
    void noValueOfTheWiringChangesTheDigest(String pointer) {
        assertThat(digestWithChanged(pointer)).isEqualTo(digest(ProfileFixture.local()));
    }

    @ParameterizedTest
    @MethodSource("policyValues")
    void everyValueOfThePolicyChangesTheDigest(String pointer) {
        assertThat(digestWithChanged(pointer)).isNotEqualTo(digest(ProfileFixture.local()));
    }

    @Test
    void theProfilesNameChangesTheDigest() {
        assertThat(digestWithChanged("/profile_id")).isNotEqualTo(digest(ProfileFixture.local()));
    }

    @Test
    void theLauncherPolicysNameRevisionAndBytesChangeTheDigest() {
        Profile profile = ProfileFixture.load(ProfileFixture.local(), folder);

        assertThat(Stream.of(
                                LAUNCHER,
                                new LauncherPolicy(
                                        "other",
                                        "r1",
                                        LAUNCHER.sha256(),
                                        3,
                                        3,
                                        1,
                                        500,
                                        1 << 20,
                                        5,
                                        SchedulingLimits.UNLIMITED,
                                        List.of(),
                                        false,
                                        RequestKeyPolicy.unsigned(),
                                        List.of(),
                                        NO_GRANTS),
                                new LauncherPolicy(
                                        LAUNCHER.policyId(),
                                        "r2",
                                        LAUNCHER.sha256(),
                                        3,
                                        3,
                                        1,
                                        500,
                                        1 << 20,
                                        5,
                                        SchedulingLimits.UNLIMITED,
                                        List.of(),
                                        false,
                                        RequestKeyPolicy.unsigned(),
                                        List.of(),
                                        NO_GRANTS),
                                new LauncherPolicy(
                                        LAUNCHER.policyId(),
                                        "r1",
                                        Sha256.hex("x"),
                                        3,
                                        3,
                                        1,
                                        500,
                                        1 << 20,
                                        5,
                                        SchedulingLimits.UNLIMITED,
                                        List.of(),
                                        false,
                                        RequestKeyPolicy.unsigned(),
                                        List.of(),
                                        NO_GRANTS))
                        .map(launcher -> RunConfigDigest.of(profile, launcher, Optional.empty())))
                .doesNotHaveDuplicates();
    }

    @Test
    void theTriggerPolicysNameRevisionAndBytesChangeTheDigest() {
        Profile profile = ProfileFixture.load(ProfileFixture.local(), folder);

        assertThat(Stream.of(
                                Optional.<TriggerPolicy>empty(),
                                Optional.of(new TriggerPolicy("t", "r1", "1", List.of())),
                                Optional.of(new TriggerPolicy("u", "r1", "1", List.of())),
                                Optional.of(new TriggerPolicy("t", "r2", "1", List.of())),
                                Optional.of(new TriggerPolicy("t", "r1", "2", List.of())))
                        .map(trigger -> RunConfigDigest.of(profile, LAUNCHER, trigger)))
                .doesNotHaveDuplicates();
    }

    @Test
    void theDigestDependsOnValuesAndNotOnTheirSource() {
        String written = "profile_id: p\npolicy: {stream_id: %s, service_release_id: r, launcher_policy_ref: l,"
                + " ownership_boundaries_ref: o%s}\nwiring: {kafka: {bootstrap_servers: b}, schema_registry: {url:"
                + " 'http://r'},"
                + " database: {url: 'jdbc:postgresql:mf', user: u}, object_store: {root: s}}";

        Profile plain = ProfileFixture.load(written.formatted("s", ""), Map.of(), folder);
        Profile filled = ProfileFixture.load(
                written.formatted(
                        "'${STREAM}'",
                        ", trigger_policy_ref: '', required_platform_run_id: '', require_run_config_digest: false"),
                Map.of("STREAM", "s"),
                folder);

        assertThat(RunConfigDigest.of(filled, LAUNCHER, Optional.empty()))
                .isEqualTo(RunConfigDigest.of(plain, LAUNCHER, Optional.empty()));
    }

    /** Held still, because requests and receipts of other releases carry digests made by the same recipe. */
    @Test
    void theRecipeIsFixed() {
        ObjectNode released = ProfileFixture.local();
        released.withObject("/policy").put("service_release_id", "git:1");
        Profile profile = ProfileFixture.load(released, folder);
        String payload = "{\"launcher_policy_digest\":\"" + LAUNCHER.sha256()
                + "\",\"launcher_policy_id\":\"mf.launcher_policy.v0\",\"launcher_policy_revision\":\"r1\",\"profile_digest\":\""
                + Sha256.hex("{\"launcher_policy_ref\":\"config/mf/launcher_policy_local_v0.yaml\","
                        + "\"ownership_boundaries_ref\":\"config/mf/ownership_boundaries_v0.yaml\","
                        + "\"require_run_config_digest\":false,\"service_release_id\":\"git:1\","
                        + "\"stream_id\":\"mf-local\"}")
                + "\",\"profile_id\":\"local\",\"required_platform_run_id\":\"\",\"service_release_id\":\"git:1\","
                + "\"stream_id\":\"mf-local\"}";

        assertThat(RunConfigDigest.of(profile, LAUNCHER, Optional.empty())).isEqualTo(Sha256.hex(payload));
    }

    private String digestWithChanged(String pointer) {
        ObjectNode changed = ProfileFixture.local();
        JsonPointer leaf = JsonPointer.compile(pointer);
        JsonNode parent = changed.at(leaf.head());
        JsonNode value = otherThan(changed.at(leaf));
        if (parent instanceof ArrayNode array) {
            array.set(leaf.last().getMatchingIndex(), value);
        } else {
            ((ObjectNode) parent).set(leaf.last().getMatchingProperty(), value);
        }
        return digest(changed);
    }

    private String digest(JsonNode document) {
        return RunConfigDigest.of(ProfileFixture.load(document, folder), LAUNCHER, Optional.empty());
    }

    /** Another value that is valid in the same place. */
    private static JsonNode otherThan(JsonNode value) {
        ObjectNode nodes = ProfileFixture.local();
        if (value.isInt()) {
            return nodes.numberNode(value.intValue() + 1);
        }
        if (value.isBoolean()) {
            return nodes.booleanNode(!value.booleanValue());
        }
        String text = value.textValue();
        return nodes.textNode(otherThan(text));
    }

    private static String otherThan(String text) {
        if (OTHERS.containsKey(text)) {
            return Objects.requireNonNull(OTHERS.get(text));
        }
        if (text.endsWith(":-}")) {
            return text.replace(":-}", ":-http://elsewhere}");
        } else if (text.endsWith(":-0}")) {
            return text.replace(":-0}", ":-1}");
        }
        return text.endsWith("GB") ? "2" + text : text + "x";
    }

    private static Stream<String> leavesBelow(String pointer) {
        List<String> leaves = new ArrayList<>();
        collectLeaves(ProfileFixture.local().at(pointer), pointer, leaves);
        return leaves.stream();
    }

    private static void collectLeaves(JsonNode node, String pointer, List<String> leaves) {
        if (node.isValueNode()) {
            leaves.add(pointer);
        }
        node.properties().forEach(member -> collectLeaves(member.getValue(), pointer + "/" + member.getKey(), leaves));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            collectLeaves(node.get(i), pointer + "/" + i, leaves);
        }
    }
}
