package io.modelfactory.worker.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.contracts.JobCommand;
import io.modelfactory.contracts.MfJobRequest;
import io.modelfactory.contracts.TargetScope;
import io.modelfactory.contracts.TrainBuildRequest;
import io.modelfactory.local.simulate.DatasetTarget;
import io.modelfactory.local.simulate.LocalDatasets;
import io.modelfactory.local.simulate.SimulationSettings;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.config.Yaml;
import io.modelfactory.worker.request.JobEnvelope;
import io.modelfactory.worker.request.RequestFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Valid requests, each for a run of its own. */
final class BenchRequests {
    static final String PLATFORM_RUN = "platform_20260210T141900Z";
    private static final Path SHIPPED = Path.of("config/mf/governance_profile_fraud_v0.yaml");
    private static final Path SHIPPED_TRAINING = Path.of("config/mf/training_profile_fraud_v0.yaml");
    static final String GOVERNANCE = "bench/governance_profile.yaml";
    private static final String CORE_GOVERNANCE = "bench/core_governance_profile.yaml";
    private static final String CORE_TRAINING = "bench/core_training_profile.yaml";

    /** A threshold that every model reaches; 0 is refused, because it passes every model. */
    private static final double ALMOST_NOTHING = 1e-6;

    private final String manifestRef;
    private final String trainingProfileRef;
    private final String governanceProfileRef;

    BenchRequests(String manifestRef, String trainingProfileRef, String governanceProfileRef) {
        this.manifestRef = manifestRef;
        this.trainingProfileRef = trainingProfileRef;
        this.governanceProfileRef = governanceProfileRef;
    }

    /** Requests for models of {@link #writeCardFraud}, under the shipped training profile and {@link #anySize}. */
    static BenchRequests ofCardFraud() {
        return new BenchRequests(target(Path.of("")).manifestKey(), SHIPPED_TRAINING.toString(), GOVERNANCE);
    }

    /**
     * The same model of the same rows, judged by its AUC, and by the one other metric that a gate demands: neither
     * calibrated nor explained, and without logistic regression, drift, intervals, scorecard, weeks and groups. Its
     * sample has the contributions that every bundle has.
     */
    static BenchRequests ofCoreCardFraud() {
        return new BenchRequests(target(Path.of("")).manifestKey(), CORE_TRAINING, CORE_GOVERNANCE);
    }

    /**
     * Writes as many simulated card transactions as the settings say, and the profiles of the benchmarks; gives the
     * reference of their manifest.
     */
    static String writeCardFraud(Path store, BenchSettings settings) throws IOException {
        DatasetTarget target = target(store);
        LocalDatasets.cardFraud(SimulationSettings.ofRows(settings.number("rows"), settings.number("seed")), target);
        Files.createDirectories(store.resolve(GOVERNANCE).getParent());
        Files.write(store.resolve(GOVERNANCE), CanonicalJson.bytes(anySize()));
        Files.write(store.resolve(CORE_GOVERNANCE), CanonicalJson.bytes(coreGovernance()));
        Files.write(store.resolve(CORE_TRAINING), CanonicalJson.bytes(coreTraining()));
        return target.manifestKey();
    }

    /**
     * The shipped governance profile as it can be passed with any number of rows: the budget of alerts a day stays the
     * same, so with more payments a day it finds a smaller share of the frauds. All of it is measured; and one model is
     * trained, not one for each window of a backtest besides.
     */
    private static ObjectNode anySize() throws IOException {
        ObjectNode governance = (ObjectNode) Yaml.parse(Files.readAllBytes(SHIPPED));
        governance.remove("backtest");
        ((ObjectNode) governance.path("uncertainty")).put("judge", "point").remove("judge_by_check");
        ((ObjectNode) governance.path("scorecard_thresholds"))
                .put("min_value_detection_rate", ALMOST_NOTHING)
                .put("max_account_false_positive_ratio", Integer.MAX_VALUE)
                .put("min_daily_card_precision_at_20", ALMOST_NOTHING)
                .remove("min_money_saved");
        return governance;
    }

    /** The least that a gate takes: a bound on how rows are ranked, and one on what the scores say as probabilities. */
    private static ObjectNode coreGovernance() throws IOException {
        ObjectNode core = ((ObjectNode) Yaml.parse(Files.readAllBytes(SHIPPED)))
                .retain("policy_id", "revision", "eval_thresholds");
        ((ObjectNode) core.path("eval_thresholds")).retain("min_auc_roc", "min_brier_skill");
        core.putArray("reports");
        return core;
    }

    private static ObjectNode coreTraining() throws IOException {
        ObjectNode core = (ObjectNode) Yaml.parse(Files.readAllBytes(SHIPPED_TRAINING));
        core.remove(List.of("calibration", "reason_texts"));
        core.putObject("evaluation").put("decision_threshold", 0.5);
        return core;
    }

    /** Writes the first of the credit applications, of which every fourth is bad; gives their manifest's reference. */
    static String writeCredit(Path store, int rows) throws IOException {
        DatasetTarget target = target(store);
        LocalDatasets.firstCreditRows(rows, target);
        return target.manifestKey();
    }

    private static DatasetTarget target(Path store) {
        return new DatasetTarget(store, PLATFORM_RUN, "dm_bench");
    }

    /** The document of a request; the number makes it another run. */
    ObjectNode document(int number) {
        ObjectNode request = RequestFixture.trainBuild()
                .put("request_id", "bench.request." + number)
                .put("config_revision", "bench-" + number)
                .put("platform_run_id", PLATFORM_RUN)
                .put("training_config_ref", trainingProfileRef)
                .put("governance_profile_ref", governanceProfileRef);
        request.putArray("dataset_manifest_refs").add(manifestRef);
        return request;
    }

    /** The same request as it travels. */
    MfJobRequest message(int number) {
        ObjectNode request = document(number);
        return MfJobRequest.newBuilder()
                .setSchemaVersion(JobEnvelope.SCHEMA_VERSION)
                .setRequestId(text(request, "request_id"))
                .setCommand(JobCommand.TRAIN_BUILD)
                .setPlatformRunId(PLATFORM_RUN)
                .setSubmittedAtUtc(Instant.now().toString())
                .setRequesterPrincipal(text(request, "requester_principal"))
                .setTrainBuild(TrainBuildRequest.newBuilder()
                        .setSchemaVersion(text(request, "schema_version"))
                        .setRequestId(text(request, "request_id"))
                        .setIntentKind(text(request, "intent_kind"))
                        .setPlatformRunId(PLATFORM_RUN)
                        .setDatasetManifestRefs(List.of(manifestRef))
                        .setTrainingConfigRef(trainingProfileRef)
                        .setGovernanceProfileRef(governanceProfileRef)
                        .setRequesterPrincipal(text(request, "requester_principal"))
                        .setTargetScope(new TargetScope("local_parity", "fraud", "primary", null))
                        .setPolicyRevision(text(request, "policy_revision"))
                        .setConfigRevision(text(request, "config_revision"))
                        .setMfCodeReleaseId(text(request, "mf_code_release_id"))
                        .setPublishAllowed(true)
                        .build())
                .build();
    }

    private static String text(ObjectNode request, String field) {
        return request.path(field).asText();
    }
}
