package io.modelfactory.worker.negative;

import io.modelfactory.worker.app.worker.PlatformFixture;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.config.Configuration;
import io.modelfactory.worker.signing.KeyPairFiles;
import io.modelfactory.worker.signing.SigningKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The policies of the matrix: as strict as possible, so that one configuration allows every refusal, with short delays.
 */
final class StrictPolicies {
    /** May be judged by one governance profile only, wherever it lies. */
    static final String PINNED = "SYSTEM::pinned";

    private static final Path KEYS = folder();
    private static final KeyPairFiles KNOWN = KeyPairFiles.generate(KEYS, "known");
    private static final KeyPairFiles REVOKED = KeyPairFiles.generate(KEYS, "revoked");
    private static final KeyPairFiles UNKNOWN = KeyPairFiles.generate(KEYS, "unknown");

    static final String GOVERNANCE = """
            policy_id: mf.governance.matrix
            revision: r1
            eval_thresholds: {min_auc_roc: 0.75, min_brier_skill: 0.01}
            """;

    private static final String LAUNCHER =
            """
            policy_id: mf.launcher_policy.matrix
            revision: r1
            launcher:
              max_publish_retry_attempts: 1
              max_full_run_attempts: 2
              request_poll_seconds: 0.2
              request_batch_limit: 500
              max_message_bytes: 65536
              retry_backoff_seconds: 0.05
            request_keys:
              - public_key: %s
                principals: [SYSTEM::run_operate]
              - public_key: %s
                principals: [SYSTEM::run_operate]
                revoked: true
            authorisation:
              default: deny
              grants:
                - principals: [SYSTEM::run_operate]
                  commands: [train_build, publish_retry]
                  intents: [baseline_train, backfill_retrain, candidate_eval, regression_check]
                  publish: true
                  training_profiles: {ref_prefixes: [profiles/]}
                  governance_profiles: {ref_prefixes: [profiles/]}
                - principals: [SYSTEM::run_operate]
                  commands: [publish_override]
                  publish: true
                  override: true
                  training_profiles: {ref_prefixes: [profiles/]}
                  governance_profiles: {ref_prefixes: [profiles/]}
                - principal_prefixes: ["HUMAN::"]
                  commands: [train_build]
                  intents: [candidate_eval]
                  publish: false
                  training_profiles: {ref_prefixes: [profiles/]}
                  governance_profiles: {ref_prefixes: [profiles/]}
                - principals: [%s]
                  commands: [train_build, publish_retry]
                  intents: [baseline_train]
                  publish: true
                  training_profiles: {ref_prefixes: [profiles/]}
                  governance_profiles: {sha256: [%s]}
            """.formatted(KNOWN.publicKeyBase64(), REVOKED.publicKeyBase64(), PINNED, Sha256.hex(GOVERNANCE));

    /** Without the factory's owner and its outputs. */
    private static final String NO_BOUNDARIES = """
            owners: {ofs: datasets}
            outputs: [eval_report]
            """;

    static final String TRAINING = """
            policy_id: mf.training.matrix
            revision: r1
            feature_definition_set: {feature_set_id: matrix_core, feature_set_version: v1}
            expected_manifest_schema_version: learning.dataset_manifest.v0
            split_recipe: mf.split.v1
            split_strategy: hash
            minimum_part_positives: 1
            split_fractions: {train: 0.6, validation: 0.2, test: 0.2}
            seed_policy: {recipe: mf.stage_seed.v1, base_seed: 41}
            leakage: {expected_label_rule: observed_time<=label_asof_utc}
            algorithm_id: xgboost_hist
            hyper_parameters: {rounds: 5, max_depth: 3}
            evaluation: {decision_threshold: 0.5}
            """;

    private StrictPolicies() {}

    /** May sign in the name of SYSTEM::run_operate. */
    static SigningKey requestKey() {
        return KNOWN.signingKey();
    }

    static SigningKey revokedKey() {
        return REVOKED.signingKey();
    }

    static SigningKey unknownKey() {
        return UNKNOWN.signingKey();
    }

    private static Path folder() {
        try {
            return Files.createTempDirectory("request-keys");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The configuration of the worker under test. */
    static Configuration strict(PlatformFixture fixture) {
        Path launcher = file("launcher", LAUNCHER);
        fixture.environment().put("MF_PLATFORM_RUN_ID", NegativeEnvironment.PLATFORM_RUN_ID);
        return fixture.configuration(
                shipped -> shipped.replaceFirst("launcher_policy_ref: .*", "launcher_policy_ref: " + launcher)
                        .replace("require_run_config_digest: false", "require_run_config_digest: true")
                        .replace("concurrency: 1", "concurrency: 2")
                        .replace("threads: 0", "threads: 1"));
    }

    /** The configuration of a worker that the platform's boundaries do not permit. */
    static Configuration outsideItsBoundaries(PlatformFixture fixture) {
        Path boundaries = file("boundaries", NO_BOUNDARIES);
        return fixture.configuration(shipped -> shipped.replaceFirst(
                        "ownership_boundaries_ref: .*", "ownership_boundaries_ref: " + boundaries)
                .replaceFirst("launcher_policy_ref: .*", "launcher_policy_ref: " + file("launcher", LAUNCHER)));
    }

    private static Path file(String name, String content) {
        try {
            return Files.writeString(Files.createTempFile(name, ".yaml"), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
