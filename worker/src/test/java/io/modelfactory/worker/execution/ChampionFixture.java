package io.modelfactory.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;

/** Runs on the channel data set of one factory, each under profiles of its own, and the champion among them. */
final class ChampionFixture {
    static final List<String> FEATURES = List.of("amount", "channel");
    static final String GOOD = "rounds: 30, max_depth: 3, learning_rate: 0.2";
    static final String EASY = "eval_thresholds: {min_auc_roc: 0.6, min_brier_skill: 0.01}\n";
    static final String POOR = "rounds: 3, max_depth: 1, learning_rate: 0.1";

    private final StageFixture factory;

    ChampionFixture(StageFixture factory) {
        this.factory = factory;
    }

    RunRecord publishChampion() throws IOException {
        RunRecord published = run(manifest(), GOOD, EASY);
        assertThat(published.state()).as(failure(published)).isEqualTo(RunState.PUBLISHED);
        return published;
    }

    String manifest() throws IOException {
        return ChannelDatasetFixture.write(factory.storeRoot, "dm_channels", List.of("app", "pos", "web"), FEATURES);
    }

    /** A governance profile that pins the champion. */
    String baseline(RunRecord champion, String allowedRegression) throws IOException {
        JsonNode published = document(champion, "registry_record");
        return """
                eval_thresholds: {min_auc_roc: 0.6, min_brier_skill: 0.01}
                minimum_comparison_rows: 200
                minimum_comparison_positives: 20
                baseline_bundle:
                  bundle_id: %s
                  bundle_version: %s
                  allowed_regression: %s
                """.formatted(
                        published.path("bundle_id").asText(),
                        published.path("bundle_version").asText(),
                        allowedRegression);
    }

    /** The champion's folder in the registry. */
    String bundle(RunRecord champion) throws IOException {
        JsonNode published = document(champion, "registry_record");
        return "registry/bundles/" + published.path("bundle_id").asText() + "/"
                + published.path("bundle_version").asText();
    }

    RunRecord run(String manifest, String hyperParameters, String governance) throws IOException {
        return run(manifest, hyperParameters, governance, 41);
    }

    RunRecord run(String manifest, String hyperParameters, String governance, long baseSeed) throws IOException {
        String runKey = ask(manifest, hyperParameters, governance, baseSeed);
        factory.executeAll();
        return factory.run(runKey);
    }

    /** Each pair of profiles is a run of its own, since their references name their content. */
    String ask(String manifest, String hyperParameters, String governance, long baseSeed) throws IOException {
        String training = writeProfile("""
                policy_id: training
                revision: r1
                feature_definition_set: {feature_set_id: card_fraud_core, feature_set_version: v1}
                expected_manifest_schema_version: learning.dataset_manifest.v0
                split_recipe: mf.split.v1
                split_strategy: hash
                minimum_part_positives: 1
                split_fractions: {train: 0.6, validation: 0, test: 0.4}
                seed_policy: {recipe: mf.stage_seed.v1, base_seed: %d}
                algorithm_id: xgboost_hist
                hyper_parameters: {%s}
                evaluation: {decision_threshold: 0.5}
                """.formatted(baseSeed, hyperParameters));
        String judging = writeProfile("policy_id: governance\nrevision: r1\n" + governance);
        return factory.submitTrainBuild(
                "request." + Sha256.hex(training + judging + manifest).substring(0, 8), true, document -> {
                    document.put("training_config_ref", training).put("governance_profile_ref", judging);
                    document.putArray("dataset_manifest_refs").add(manifest);
                });
    }

    private String writeProfile(String yaml) throws IOException {
        String ref = "profiles/" + Sha256.hex(yaml).substring(0, 8) + ".yaml";
        Path file = factory.storeRoot.resolve(ref);
        Files.createDirectories(file.getParent());
        Files.writeString(file, yaml);
        return ref;
    }

    JsonNode document(RunRecord run, String name) throws IOException {
        ArtifactRef ref = Objects.requireNonNull(run.refs().get(name));
        return Json.parse(Files.readAllBytes(factory.storeRoot.resolve(ref.ref())));
    }

    static JsonNode check(JsonNode receipt, String name) {
        return StreamSupport.stream(receipt.path("checks").spliterator(), false)
                .filter(check -> check.path("check").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static String failure(RunRecord run) {
        return run.failureMessage().orElse("no failure");
    }
}
