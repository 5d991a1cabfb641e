package io.modelfactory.worker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The trigger policy file, and what it adds to the digest. */
class TriggerPolicyReadingTest {
    @TempDir
    Path home;

    private ConfigurationFixture files;

    @BeforeEach
    void writeFiles() throws IOException {
        files = new ConfigurationFixture(home);
    }

    @Test
    void aTriggerPolicyChangesTheDigest() throws IOException {
        String without = files.load().runConfigDigest();
        files.triggeredBy(ConfigurationFixture.TRIGGER);

        Configuration configuration = files.load();

        TriggerPolicy trigger = configuration.triggerPolicy().orElseThrow();
        assertThat(trigger.ruleFor(new TriggerPolicy.FeatureSet("core", "v1"))
                        .orElseThrow()
                        .trainBuild()
                        .path("policy_revision")
                        .textValue())
                .isEqualTo("p");
        assertThat(trigger.ruleFor(new TriggerPolicy.FeatureSet("core", "v2"))).isEmpty();
        assertThat(configuration
                        .redacted()
                        .path("trigger_policy")
                        .path("policy_id")
                        .textValue())
                .isEqualTo("trigger");
        files.triggeredBy(ConfigurationFixture.TRIGGER.replace("revision: r1", "revision: r2"));
        assertThat(List.of(
                        without, configuration.runConfigDigest(), files.load().runConfigDigest()))
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "publish_allowed: false | publish: no | publish_allowed: is missing; add it",
                "policy_revision: p | policy_revision: ' ' | policy_revision: must not be blank",
                "baseline_train | latest | intent_kind: must be baseline_train or",
                "feature_set_version: v1 | feature_set_version: ' v1' | feature_set_version: must match",
                "feature_set_version: v1 | feature_set: v1 | feature_set: is unknown here; remove it"
            })
    void aTriggerPolicyPinsEverything(String sound, String broken, String problem) throws IOException {
        files.triggeredBy(ConfigurationFixture.TRIGGER.replace(sound, broken));

        assertThatThrownBy(() -> files.load())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("policies/trigger.yaml", "$.rules[0].", problem);
    }

    @Test
    void twoRulesForTheSameFeatureSetAreRefused() throws IOException {
        files.triggeredBy(ConfigurationFixture.TRIGGER
                + ConfigurationFixture.TRIGGER.substring(ConfigurationFixture.TRIGGER.indexOf("  - dataset_ready")));

        assertThatThrownBy(() -> files.load())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContainingAll("policies/trigger.yaml", "rules[1].dataset_ready", "core v1", "keep one");
    }

    @Test
    void aMistypedTriggerIsNotSilentlyOff() throws IOException {
        files.writeProfile(ConfigurationFixture.PROFILE.replace(
                "policy:\n", "policy:\n  trigger_policy_rev: policies/trigger.yaml\n"));

        assertThatThrownBy(() -> files.load())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("policy.trigger_policy_rev: is not known here; did you mean trigger_policy_ref?");
    }
}
