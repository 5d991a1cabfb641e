package io.modelfactory.worker.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.local.simulate.DatasetTarget;
import io.modelfactory.local.simulate.LocalDatasets;
import io.modelfactory.local.simulate.SimulationSettings;
import io.modelfactory.local.simulate.WrittenDataset;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.modelfactory.worker.ledger.run.RunState;
import io.modelfactory.worker.resolve.InputFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A champion that was really published, and challengers of it. */
class ChampionIT {
    private static final List<String> FEATURES = List.of("amount", "channel");
    private static final String GOOD = "rounds: 30, max_depth: 3, learning_rate: 0.2";
    private static final String EASY = "eval_thresholds: {min_auc_roc: 0.6, min_brier_skill: 0.01}\n";
    private static final String POOR = "rounds: 3, max_depth: 1, learning_rate: 0.1";

    @TempDir
    private Path folder = Path.of("");

    private StageFixture factory;
    private RunRecord champion;

    @BeforeEach
    void publishAChampion() throws IOException {
        factory = new StageFixture(folder.resolve("one"), 1);
        champion = publishAChampionIn(factory);
    }

    @AfterEach
    void closeFactory() {
        factory.close();
    }

    @Test
    void aChallengerWithinTheAllowanceIsPublishedBesideItsChampion() throws IOException {
        RunRecord challenger = run(factory, manifest(factory), POOR, baseline("{auc_roc: 0.9, brier: 0.9}"));

        assertThat(challenger.state()).as(failure(challenger)).isEqualTo(RunState.PUBLISHED);
        assertThat(document(challenger, "resolved_train_plan").at("/baseline_bundle/model/sha256"))
                .isEqualTo(document(champion, "model_artifact").at("/model/sha256"));
        JsonNode metrics = document(challenger, "eval_report").path("metrics");
        assertThat(metrics.at("/baseline/bundle_id"))
                .isEqualTo(document(champion, "registry_record").path("bundle_id"));
        assertThat(metrics.at("/baseline/comparison/rows")).isEqualTo(metrics.path("test_rows"));
        assertThat(metrics.at("/baseline/comparison/left_out_rows").intValue())
                .as("an event is in the same part in every run")
                .isZero();
        assertThat(metrics.at("/baseline/candidate/metrics/auc_roc")).isEqualTo(metrics.path("auc_roc"));
    }

    /** Under another seed, most test rows are training rows of the champion. */
    @Test
    void aChampionIsComparedOnlyOnRowsThatItHasNotSeen() throws IOException {
        String governance = baseline("{auc_roc: 0.9}");

        RunRecord challenger = run(factory, manifest(factory), POOR, governance, 42);

        assertThat(challenger.state()).as(failure(challenger)).isEqualTo(RunState.PUBLISHED);
        JsonNode metrics = document(challenger, "eval_report").path("metrics");
        int compared = metrics.at("/baseline/comparison/rows").intValue();
        int leftOut = metrics.at("/baseline/comparison/left_out_rows").intValue();
        assertThat(compared + leftOut).isEqualTo(metrics.path("test_rows").intValue());
        assertThat((double) leftOut / (compared + leftOut)).isCloseTo(0.6, within(0.08));
        assertThat(metrics.at("/baseline/metrics/test_rows").intValue())
                .isEqualTo(metrics.at("/baseline/candidate/metrics/test_rows").intValue())
                .isEqualTo(compared);
        assertThat(document(challenger, "gate_receipt").at("/baseline_bundle/comparison"))
                .isEqualTo(metrics.at("/baseline/comparison"));
    }

    @Test
    void aChampionThatHasSeenTooMuchIsNotComparable() throws IOException {
        RunRecord challenger = run(
                factory,
                manifest(factory),
                POOR,
                baseline("{auc_roc: 0.9}").replace("minimum_comparison_rows: 200", "minimum_comparison_rows: 500"),
                42);

        assertThat(challenger.failureCode()).contains(FailureCode.CHAMPION_NOT_COMPARABLE);
        assertThat(failure(challenger)).contains("comparison_rows", "is not >= 500.0", "were left out");
        assertThat(document(challenger, "gate_receipt").path("reason_codes"))
                .hasToString("[\"CHAMPION_NOT_COMPARABLE\"]");
    }

    @Test
    void aChampionThatIsTheCandidateItselfIsRefused() throws IOException {
        RunRecord challenger = run(factory, manifest(factory), GOOD, baseline("{auc_roc: 0.9}"));

        assertThat(document(challenger, "model_artifact").at("/model/sha256"))
                .isEqualTo(document(champion, "model_artifact").at("/model/sha256"));
        assertThat(challenger.failureCode()).contains(FailureCode.CHAMPION_NOT_COMPARABLE);
        assertThat(failure(challenger)).contains("it is the candidate itself");
    }

    @Test
    void aChampionWithoutASplitInItsDescriptorIsNotComparable() throws IOException {
        Path directory = factory.storeRoot.resolve(bundle());
        Path descriptor = directory.resolve("model_artifact.json");
        ObjectNode content = (ObjectNode) Json.parse(Files.readAllBytes(descriptor));
        content.remove("split");
        Files.writeString(descriptor, content.toString());
        rewriteManifest(directory);

        RunRecord challenger = run(factory, manifest(factory), POOR, baseline("{auc_roc: 0.9}"));

        assertThat(challenger.failureCode()).contains(FailureCode.CHAMPION_NOT_COMPARABLE);
        assertThat(failure(challenger)).contains("its descriptor has no split");
    }

    @Test
    void verdictsOnTheSameTestRowsAreNumberedAndBounded() throws IOException {
        String bounded = EASY + "max_gate_attempts: 3\n";

        RunRecord second = run(factory, manifest(factory), POOR, bounded);
        RunRecord third = run(factory, manifest(factory), "rounds: 4, max_depth: 1, learning_rate: 0.1", bounded);
        RunRecord fourth = run(factory, manifest(factory), "rounds: 5, max_depth: 1, learning_rate: 0.1", bounded);
        RunRecord elsewhere = run(factory, manifest(factory), POOR, bounded, 42);

        assertThat(attempt(champion)).isEqualTo(1);
        assertThat(attempt(second)).isEqualTo(2);
        assertThat(attempt(third)).isEqualTo(3);
        assertThat(third.state()).as(failure(third)).isEqualTo(RunState.PUBLISHED);
        assertThat(attempt(fourth)).isEqualTo(4);
        assertThat(fourth.failureCode()).contains(FailureCode.GATE_INCONCLUSIVE);
        assertThat(document(fourth, "eval_report").path("gate_decision").asText())
                .as("its metrics would do")
                .isEqualTo("PASS");
        assertThat(attempt(elsewhere)).as("other test rows").isEqualTo(1);
        assertThat(Files.readString(factory.storeRoot.resolve(
                        Objects.requireNonNull(third.refs().get("model_card")).ref())))
                .contains("Attempt 3 on these test rows");
    }

    private int attempt(RunRecord run) throws IOException {
        return document(run, "gate_receipt").path("gate_attempt").intValue();
    }

    @Test
    void aChallengerWorseThanAllowedFailsWithItsDifference() throws IOException {
        RunRecord challenger = run(factory, manifest(factory), POOR, baseline("{auc_roc: 0.9, brier: 0.01}"));

        assertThat(challenger.failureCode()).contains(FailureCode.GATE_FAIL);
        JsonNode receipt = document(challenger, "gate_receipt");
        assertThat(receipt.path("reason_codes")).hasToString("[\"MAX_REGRESSION_BRIER\"]");
        assertThat(receipt.at("/baseline_bundle/bundle_id"))
                .isEqualTo(document(champion, "registry_record").path("bundle_id"));
        JsonNode check = check(receipt, "max_regression_brier");
        assertThat(check.path("scope").asText()).isEqualTo("baseline");
        assertThat(check.path("operator").asText()).isEqualTo("<=");
        assertThat(check.path("allowed_regression").doubleValue()).isEqualTo(0.01);
        assertThat(check.path("threshold").doubleValue())
                .isEqualTo(check.path("baseline_observed").doubleValue() + 0.01, within(1e-12));
        assertThat(check.path("observed").doubleValue())
                .isGreaterThan(check.path("threshold").doubleValue());
        assertThat(check(receipt, "max_regression_auc_roc").path("verdict").asText())
                .isEqualTo("PASS");
    }

    /** The channels of the challenger's dataset have other codes, and its columns another order. */
    @Test
    void theChampionReadsTheRowsInItsOwnEncoding() throws IOException {
        String other = ChannelDatasetFixture.write(
                factory.storeRoot, "dm_other", List.of("aaa", "app", "pos", "web"), List.of("channel", "amount"));

        RunRecord challenger = run(factory, other, GOOD, baseline("{auc_roc: 0.05}"));

        assertThat(challenger.state()).as(failure(challenger)).isEqualTo(RunState.PUBLISHED);
        assertThat(document(challenger, "model_artifact").path("features"))
                .isNotEqualTo(document(champion, "model_artifact").path("features"));
        JsonNode metrics = document(challenger, "eval_report").path("metrics");
        assertThat(metrics.at("/baseline/metrics/auc_roc").doubleValue()).isGreaterThan(0.7);
        assertThat(metrics.at("/baseline/metrics/brier").doubleValue())
                .isEqualTo(metrics.path("brier").doubleValue(), within(0.02));
    }

    @Test
    void aTamperedChampionIsRefusedBeforeTraining() throws IOException {
        Path model = factory.storeRoot.resolve(bundle()).resolve("model.ubj");
        byte[] bytes = Files.readAllBytes(model);
        bytes[bytes.length / 2] ^= 1;
        Files.write(model, bytes);

        RunRecord challenger = run(factory, manifest(factory), POOR, baseline("{auc_roc: 0.9}"));

        assertThat(challenger.state()).isEqualTo(RunState.FAIL);
        assertThat(challenger.failureCode()).contains(FailureCode.BUNDLE_PACKAGE_IMMUTABILITY_VIOLATION);
        assertThat(failure(challenger)).contains(bundle() + "/model.ubj");
        assertThat(challenger.refs()).isEmpty();
        assertThat(factory.trainingCount()).isEqualTo(1);
    }

    /** Every digest fits, but what they pin is no model. */
    @Test
    void aChampionThatCannotScoreIsRefusedBeforeTraining() throws IOException {
        Path directory = factory.storeRoot.resolve(bundle());
        String digest = Sha256.hex(directory.resolve("model.ubj"));
        Files.writeString(directory.resolve("model.ubj"), "{}");
        forge(directory.resolve("model_artifact.json"), digest, Sha256.hex("{}"));
        rewriteManifest(directory);

        RunRecord challenger = run(factory, manifest(factory), POOR, baseline("{auc_roc: 0.9}"));

        assertThat(challenger.failureCode()).contains(FailureCode.GOVERNANCE_PROFILE_INVALID);
        assertThat(failure(challenger)).contains(bundle() + "/model.ubj cannot be used");
        assertThat(factory.trainingCount()).isEqualTo(1);
    }

    @Test
    void aDescriptorOfAnotherModelIsRefused() throws IOException {
        Path directory = factory.storeRoot.resolve(bundle());
        forge(
                directory.resolve("model_artifact.json"),
                Sha256.hex(directory.resolve("model.ubj")),
                Sha256.hex("another model"));
        rewriteManifest(directory);

        RunRecord challenger = run(factory, manifest(factory), POOR, baseline("{auc_roc: 0.9}"));

        assertThat(challenger.failureCode()).contains(FailureCode.GOVERNANCE_PROFILE_INVALID);
        assertThat(failure(challenger)).contains(Sha256.hex("another model"));
    }

    @Test
    void aChampionThatIsNotThereYetIsWaitedFor() throws IOException {
        String governance = baseline("{auc_roc: 0.9}");
        Files.move(factory.storeRoot.resolve(bundle()), folder.resolve("hidden"));
        String runKey = ask(factory, manifest(factory), POOR, governance, 41);

        factory.execute(factory.claim());

        assertThat(factory.run(runKey).state()).isEqualTo(RunState.RUNNING);
        assertThat(factory.run(runKey).failureCode()).contains(FailureCode.GOVERNANCE_PROFILE_UNRESOLVED);
        assertThat(factory.trainingCount()).isEqualTo(1);
    }

    @Test
    void aSliceFailsTheRunAlthoughTheWholePasses() throws IOException {
        String gaps =
                ChannelDatasetFixture.write(factory.storeRoot, "dm_gaps", List.of("app", "pos", "", "web"), FEATURES);

        RunRecord challenger = run(factory, gaps, GOOD, """
                eval_thresholds: {min_auc_roc: 0.6, max_brier: 0.15}
                slices: [{column: channel, min_rows: 20, min_positives: 1, eval_thresholds: {max_brier: 0.15}}]
                """);

        assertThat(challenger.failureCode()).contains(FailureCode.GATE_FAIL);
        assertThat(failure(challenger)).contains("slice:channel=pos");
        JsonNode receipt = document(challenger, "gate_receipt");
        assertThat(receipt.path("reason_codes")).hasToString("[\"SLICE_MAX_BRIER\"]");
        assertThat(receipt.path("slices"))
                .extracting(slice -> slice.path("value").textValue())
                .containsExactly("app", "pos", "web", null);
        assertThat(receipt.path("checks"))
                .filteredOn(check -> check.path("verdict").asText().equals("FAIL"))
                .extracting(check -> check.path("scope").asText())
                .containsExactly("slice:channel=pos");
    }

    @Test
    void aMissingSliceColumnIsRefusedBeforeTraining() throws IOException {
        RunRecord challenger = run(factory, manifest(factory), POOR, """
                eval_thresholds: {max_brier: 0.9}
                slices: [{column: country, eval_thresholds: {max_brier: 0.9}}]
                """);

        assertThat(challenger.failureCode()).contains(FailureCode.GOVERNANCE_PROFILE_INVALID);
        assertThat(failure(challenger)).contains("'country'");
        assertThat(factory.trainingCount()).isEqualTo(1);
    }

    @Test
    void twoFactoriesComeToTheSameReportAndReceipt() throws IOException {
        String governance = baseline("{auc_roc: 0.9}")
                + "slices: [{column: channel, min_rows: 20, eval_thresholds: {max_brier: 0.9}}]\n";
        RunRecord one = run(factory, manifest(factory), POOR, governance);

        try (StageFixture other = new StageFixture(folder.resolve("two"), 2)) {
            publishAChampionIn(other);
            RunRecord two = run(other, manifest(other), POOR, governance);

            assertThat(two.state()).as(failure(two)).isEqualTo(RunState.PUBLISHED);
            for (String name : List.of("model", "eval_report", "gate_receipt", "registry_record")) {
                assertThat(two.refs()).containsEntry(name, one.refs().get(name));
            }
        }
    }

    @Test
    void theCreditDataReachWhatTheSlicedCreditProfileAsksFor() {
        String runKey = factory.submitTrainBuild(
                "request.credit",
                false,
                document -> document.put(
                        "governance_profile_ref", StageFixture.profileRef("governance_profile_credit_slices_v0.yaml")));
        factory.executeAll();

        RunRecord run = factory.run(runKey);
        assertThat(run.state()).as(failure(run)).isEqualTo(RunState.PASS);
    }

    @Test
    void theSimulatedFraudReachesWhatTheFraudProfileAsksFor() throws IOException {
        WrittenDataset fraud = LocalDatasets.cardFraud(
                SimulationSettings.ofRows(20_000, 42),
                new DatasetTarget(factory.storeRoot, InputFixture.RUN, "dm_fraud"));
        String runKey = factory.submitTrainBuild("request.fraud", false, document -> {
            document.put("training_config_ref", StageFixture.profileRef("training_profile_fraud_v0.yaml"));
            document.put("governance_profile_ref", StageFixture.profileRef("governance_profile_fraud_v0.yaml"));
            document.putArray("dataset_manifest_refs").add(fraud.manifestKey());
        });
        factory.executeAll();

        RunRecord run = factory.run(runKey);
        assertThat(run.state()).as(failure(run)).isEqualTo(RunState.PASS);
        // Rare frauds: a constant score is as well calibrated as any, which is why that check proves nothing.
        assertThat(document(run, "gate_receipt").path("checks"))
                .filteredOn(check -> check.path("proves_nothing").asBoolean())
                .extracting(check -> check.path("check").asText())
                .containsExactly("max_ece_quantile");
    }

    private static RunRecord publishAChampionIn(StageFixture factory) throws IOException {
        RunRecord published = run(factory, manifest(factory), GOOD, EASY);
        assertThat(published.state()).as(failure(published)).isEqualTo(RunState.PUBLISHED);
        return published;
    }

    private static String manifest(StageFixture factory) throws IOException {
        return ChannelDatasetFixture.write(factory.storeRoot, "dm_channels", List.of("app", "pos", "web"), FEATURES);
    }

    /** A governance profile that pins the champion. */
    private String baseline(String allowedRegression) throws IOException {
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
    private String bundle() throws IOException {
        JsonNode published = document(champion, "registry_record");
        return "registry/bundles/" + published.path("bundle_id").asText() + "/"
                + published.path("bundle_version").asText();
    }

    private static void forge(Path document, String from, String to) throws IOException {
        Files.writeString(document, Files.readString(document).replace(from, to));
    }

    /** Lists the files of a bundle as they are now. */
    private static void rewriteManifest(Path directory) throws IOException {
        Path file = directory.resolve("bundle_manifest.json");
        JsonNode manifest = Json.parse(Files.readAllBytes(file));
        for (JsonNode listed : manifest.path("files")) {
            Path content = directory.resolve(listed.path("name").asText());
            ((ObjectNode) listed).put("sha256", Sha256.hex(content)).put("bytes", Files.size(content));
        }
        Files.writeString(file, manifest.toString());
    }

    private static RunRecord run(StageFixture factory, String manifest, String hyperParameters, String governance)
            throws IOException {
        return run(factory, manifest, hyperParameters, governance, 41);
    }

    private static RunRecord run(
            StageFixture factory, String manifest, String hyperParameters, String governance, long baseSeed)
            throws IOException {
        String runKey = ask(factory, manifest, hyperParameters, governance, baseSeed);
        factory.executeAll();
        return factory.run(runKey);
    }

    /** Each pair of profiles is a run of its own, since their references name their content. */
    private static String ask(
            StageFixture factory, String manifest, String hyperParameters, String governance, long baseSeed)
            throws IOException {
        String training = writeProfile(factory, """
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
        String judging = writeProfile(factory, "policy_id: governance\nrevision: r1\n" + governance);
        return factory.submitTrainBuild(
                "request." + Sha256.hex(training + judging + manifest).substring(0, 8), true, document -> {
                    document.put("training_config_ref", training).put("governance_profile_ref", judging);
                    document.putArray("dataset_manifest_refs").add(manifest);
                });
    }

    private static String writeProfile(StageFixture factory, String yaml) throws IOException {
        String ref = "profiles/" + Sha256.hex(yaml).substring(0, 8) + ".yaml";
        Path file = factory.storeRoot.resolve(ref);
        Files.createDirectories(file.getParent());
        Files.writeString(file, yaml);
        return ref;
    }

    private JsonNode document(RunRecord run, String name) throws IOException {
        ArtifactRef ref = Objects.requireNonNull(run.refs().get(name));
        return Json.parse(Files.readAllBytes(factory.storeRoot.resolve(ref.ref())));
    }

    private static JsonNode check(JsonNode receipt, String name) {
        return StreamSupport.stream(receipt.path("checks").spliterator(), false)
                .filter(check -> check.path("check").asText().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String failure(RunRecord run) {
        return run.failureMessage().orElse("no failure");
    }
}
