package io.modelfactory.worker.config;

import io.modelfactory.contracts.JsonSchemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A folder with a profile and the policies that it pins. */
final class ConfigurationFixture {
    private static final JsonSchemas SCHEMAS = new JsonSchemas();
    static final String LAUNCHER = """
            policy_id: launcher
            revision: r1
            launcher: {max_publish_retry_attempts: 4, request_poll_seconds: 0.5, request_batch_limit: 100}
            """;
    private static final String BOUNDARIES = """
            owners: {mf: us, ofs: them}
            outputs: [eval_report, bundle_publication]
            """;
    static final String TRIGGER = """
            policy_id: trigger
            revision: r1
            rules:
              - dataset_ready: {feature_set_id: core, feature_set_version: v1}
                train_build:
                  intent_kind: baseline_train
                  training_config_ref: t
                  governance_profile_ref: g
                  target_scope: {environment: e, mode: m, bundle_slot: b}
                  policy_revision: p
                  config_revision: c
                  mf_code_release_id: git:1
                  publish_allowed: false
            """;
    static final String PROFILE = """
            profile_id: test
            policy:
              stream_id: s
              service_release_id: git:1
              launcher_policy_ref: policies/launcher.yaml
              ownership_boundaries_ref: policies/boundaries.yaml
            wiring:
              kafka:
                bootstrap_servers: localhost:9092
                properties: {sasl.jaas.config: hunter2, ssl.keystore.password: hunter2, acks: all}
              schema_registry:
                url: http://localhost:8081
                properties: {basic.auth.user.info: 'user:hunter2', basic.auth.credentials.source: USER_INFO}
              database: {url: 'jdbc:postgresql://localhost/mf', user: mf, password: hunter2}
              object_store: {root: store, profile_roots: [config/mf]}
            """;

    private final Path home;
    private final Path profile;

    ConfigurationFixture(Path home) throws IOException {
        this.home = home;
        Files.createDirectories(home.resolve("policies"));
        profile = Files.writeString(home.resolve("profile.yaml"), PROFILE);
        write("policies/launcher.yaml", LAUNCHER);
        write("policies/boundaries.yaml", BOUNDARIES);
    }

    Configuration load() {
        return load(home);
    }

    Configuration load(Path workingDirectory) {
        return Configuration.load(profile, Map.of(), SCHEMAS, workingDirectory);
    }

    void triggeredBy(String policy) throws IOException {
        write("policies/trigger.yaml", policy);
        writeProfile(PROFILE.replace("policy:\n", "policy:\n  trigger_policy_ref: policies/trigger.yaml\n"));
    }

    void writeProfile(String content) throws IOException {
        Files.writeString(profile, content);
    }

    void write(String file, String content) throws IOException {
        Files.writeString(home.resolve(file), content);
    }
}
