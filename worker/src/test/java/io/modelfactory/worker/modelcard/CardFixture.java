package io.modelfactory.worker.modelcard;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.Sha256;
import io.modelfactory.worker.bundle.BundleIdentity;
import io.modelfactory.worker.evaluate.metric.Evaluator;
import io.modelfactory.worker.evidence.BuildWorkers;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** Documents as a run leaves them, with as many words of their own as a test wants; the metrics are really computed. */
final class CardFixture {
    static final int ROWS = 2_000;
    private static final int EVERY_POSITIVE = 20;

    final ObjectNode plan = Json.object();
    final ObjectNode executionRecord = Json.object();
    final ObjectNode descriptor = Json.object();
    final ObjectNode report = Json.object();
    final ObjectNode receipt = Json.object();
    Optional<JsonNode> publishOverride = Optional.empty();
    private final Map<String, ArtifactRef> refs = new TreeMap<>();

    CardFixture(String text) {
        this(text, metrics(text));
    }

    CardFixture(String text, ObjectNode metrics) {
        plan(text);
        executionRecord(text);
        descriptor(text);
        report.put("gate_decision", "PASS").set("metrics", metrics);
        receipt(text);
        refs.put("resolved_train_plan", ref(text + "/plan.json"));
        refs.put("model", ref(text + "/model.ubj"));
    }

    /** One row in 580 is positive, as in card fraud, with names as long as they come. */
    static CardFixture ofRareClass() {
        int rows = 58_000;
        float[] labels = new float[rows];
        float[] scores = new float[rows];
        Random random = new Random(7);
        for (int row = 0; row < rows; row++) {
            labels[row] = row % 580 == 0 ? 1 : 0;
            double score = labels[row] > 0 ? Math.sqrt(random.nextDouble()) : Math.pow(random.nextDouble(), 60);
            scores[row] = (float) score;
        }
        Map<String, Double> gains = new TreeMap<>();
        for (int feature = 0; feature < 28; feature++) {
            gains.put("count_of_transactions_of_the_card_over_the_last_days_" + feature, 1e6 / (feature + 1.5));
        }
        CardFixture fixture = new CardFixture(
                "transactions_of_cards_that_were_present_or_not_2026_02",
                Evaluator.metrics(labels, scores, 0.5, gains));
        fixture.receipt
                .withArray("checks")
                .add(check("min_precision_at_50", "precision_at_50", ">=", 0.9, 0.8765432)
                        .put("verdict", "FAIL"));
        fixture.receipt.put("gate_decision", "FAIL");
        scorecard(fixture.report.withObject("/metrics"));
        return fixture;
    }

    ModelCard card() {
        return card(BuildWorkers.UNKNOWN);
    }

    ModelCard card(BuildWorkers workers) {
        return new ModelCard(new CardDocuments(
                new BundleIdentity("bundle_0123", "v0-4567"),
                true,
                workers,
                refs,
                plan,
                executionRecord,
                descriptor,
                report,
                receipt,
                publishOverride));
    }

    private void plan(String text) {
        plan.put("run_key", "tr_0123")
                .put("train_run_key", "4567")
                .put("platform_run_id", text)
                .put("intent_kind", "baseline_train")
                .put("policy_revision", text)
                .put("config_revision", text)
                .put("mf_code_release_id", text)
                .put("run_config_digest", "89ab")
                .put("execution_started_at_utc", "2026-02-10T14:20:05Z");
        plan.putObject("target_scope")
                .put("environment", text)
                .put("mode", text)
                .put("bundle_slot", text)
                .put("tenant_id", text);
        plan.set("training_profile", pin(text));
        plan.set("governance_profile", pin(text));
        ObjectNode dataset = plan.putArray("datasets")
                .addObject()
                .put("dataset_manifest_id", text)
                .put("dataset_fingerprint", text);
        dataset.set("manifest", Json.tree(ref(text)));
        dataset.set("materialization", Json.tree(ref(text)));
        dataset.putArray("files")
                .addObject()
                .put("ref", text)
                .put("sha256", "01")
                .put("bytes", 7)
                .put("rows", ROWS);
        dataset.putObject("feature_definition_set").put("feature_set_id", text).put("feature_set_version", text);
        dataset.putObject("label_basis")
                .put("label_asof_utc", "2026-02-10T00:00:00Z")
                .put("resolution_rule", text);
    }

    private void executionRecord(String text) {
        executionRecord.put("stage_seed", 7);
        executionRecord
                .putObject("requested_by")
                .put("request_id", text)
                .put("requester_principal", text)
                .put("authentication", text);
        executionRecord.putObject("seed_policy").put("recipe", text).put("base_seed", 17);
        ObjectNode split = executionRecord.putObject("split").put("strategy", "hash");
        for (String part : new String[] {"train", "validation", "test"}) {
            split.putObject(part).put("rows", ROWS).put("positives", ROWS / EVERY_POSITIVE);
        }
        executionRecord
                .putArray("leakage_checks")
                .addObject()
                .put("check", text)
                .put("violations", 0);
        ObjectNode summary = executionRecord.putObject("data_summary");
        summary.putArray("constant_features").add(text);
        summary.putArray("missing_features");
        summary.put("identical_rows", 17).put("test_rows_like_training", 3);
        ArrayNode distributions = summary.putArray("features");
        ObjectNode category = distributions.addObject().put("name", text);
        category.putObject("train")
                .put("missing_rows", 10)
                .putObject("most_frequent")
                .put("category", text)
                .put("rows", 1_500);
        category.putObject("test").put("missing_rows", ROWS);
        ObjectNode number = distributions.addObject().put("name", "unused");
        quantiles(number.putObject("train").put("missing_rows", 500), -1.5, 0, 12.34567, 1_234_567, 3e12);
        quantiles(number.putObject("test").put("missing_rows", 0), -1.5, 0, 12.5, 1_234_567, 3e12);
        ArrayNode labels = summary.putArray("label_counts");
        labels.addObject().put("value", text).put("positive", true).put("rows", ROWS / EVERY_POSITIVE);
        labels.addObject().put("value", "0").put("positive", false).put("rows", ROWS - ROWS / EVERY_POSITIVE);
    }

    private static void quantiles(ObjectNode distribution, double... values) {
        ArrayNode quantiles = distribution.putArray("quantiles");
        for (double value : values) {
            quantiles.add(value);
        }
    }

    private void descriptor(String text) {
        descriptor
                .put("algorithm_id", text)
                .put("format", "xgboost-ubj")
                .put("stage_seed", 7)
                .put("rounds", 12)
                .put("decision_threshold", 0.5);
        descriptor.set("model", Json.tree(ref(text)));
        descriptor.putObject("library").put("name", text).put("version", text);
        descriptor.putObject("hyper_parameters").put(text, text).put("max_depth", 4);
        ArrayNode features = descriptor.putArray("features");
        ObjectNode categorical = features.addObject().put("name", text).put("type", "categorical");
        categorical.putArray("categories").add(text);
        categorical
                .putObject("unknown_category")
                .put("missing_rows", 3)
                .put("rare_categories", 1)
                .put("rare_rows", 2)
                .put("held_out_rows", 5);
        features.addObject().put("name", "unused").put("type", "numeric");
    }

    private void receipt(String text) {
        receipt.put("gate_decision", "PASS");
        receipt.set("governance_profile", pin(text));
        ArrayNode checks = receipt.putArray("checks");
        checks.add(check("min_auc_roc", "auc_roc", ">=", 0.75, 0.9));
        checks.add(check("min_auc_roc", "auc_roc", ">=", 0.75, 0.8).put("scope", "slice:" + text + "=" + text));
        checks.add(check("max_ece", "ece", "<=", 0.1, 0.01).put("proves_nothing", true));
        receipt.putArray("slices")
                .addObject()
                .put("column", text)
                .put("value", text)
                .put("judged", false);
        receipt.putArray("reason_codes");
    }

    static ObjectNode check(String name, String metric, String operator, double threshold, double observed) {
        return Json.object()
                .put("check", name)
                .put("metric", metric)
                .put("operator", operator)
                .put("threshold", threshold)
                .put("observed", observed)
                .put("verdict", "PASS");
    }

    /** One row in 20 is positive, and scores higher than most others. */
    private static ObjectNode metrics(String text) {
        float[] labels = new float[ROWS];
        float[] scores = new float[ROWS];
        for (int row = 0; row < ROWS; row++) {
            labels[row] = row % EVERY_POSITIVE == 0 ? 1 : 0;
            scores[row] = (row * 37 % 400 + labels[row] * 500) / 1000;
        }
        ObjectNode metrics = Evaluator.metrics(labels, scores, 0.5, Map.of(text, 12.5));
        ObjectNode baseline = Json.object();
        baseline.set("metrics", metrics.deepCopy());
        baseline.putObject("candidate").set("metrics", metrics.deepCopy());
        baseline.putObject("comparison").put("rows", 17).put("positives", 5).put("left_out_rows", 3);
        metrics.set("baseline", baseline);
        metrics.putArray("slices")
                .addObject()
                .put("column", text)
                .put("value", text)
                .set("metrics", Json.object().put("test_rows", 3).put("test_positives", 1));
        return metrics;
    }

    /** Adds a scorecard of three days, and a week. */
    static void scorecard(ObjectNode metrics) {
        ObjectNode card = metrics.putObject("scorecard")
                .put("threshold", 0.42)
                .put("day_zone", "Europe/Berlin")
                .put("days", 3);
        ObjectNode total = card.putObject("total")
                .put("events", 700.0)
                .put("frauds", 12.0)
                .put("alerts", 40.0)
                .put("value_detection_rate", 0.4)
                .put("money_saved", -10.5);
        total.putArray("top").addObject().put("k", 100).put("precision", 0.2).put("card_precision", 0.3);
        ArrayNode daily = card.putArray("daily");
        for (int day = 1; day <= 3; day++) {
            daily.addObject()
                    .put("day", "2026-02-0" + day)
                    .put("events", 233.0)
                    .put("frauds", day)
                    .put("alerts", 10.0 + day);
        }
        card.putObject("budget")
                .put("alerts_per_day", 20.0)
                .put("days_kept", 2)
                .put("share_of_days_kept", 0.5)
                .put("most_alerts", 25.5);
        ObjectNode curve = card.putObject("cost_curve");
        curve.set("highest", costPoint(20, 100));
        curve.putArray("points").add(costPoint(5, 40)).add(costPoint(20, 100)).add(costPoint(700, -300));
        card.putObject("not_measured").put("account_detection_rate", "columns.entity_id");
        card.withObject("/intervals/metrics/value_detection_rate")
                .put("lower", 0.25)
                .put("upper", 0.6);
        ObjectNode week = metrics.putArray("weeks").addObject().put("week", "2026-W05");
        week.putObject("metrics")
                .put("test_rows", 700)
                .put("test_positives", 12)
                .put("auc_roc", 0.81);
        week.withObject("/intervals/metrics/auc_roc").put("lower", 0.7).put("upper", 0.9);
    }

    private static ObjectNode costPoint(double alerts, double saved) {
        return Json.object().put("threshold", 0.5).put("alerts", alerts).put("money_saved", saved);
    }

    private static ObjectNode pin(String text) {
        return Json.object()
                .put("ref", text)
                .put("sha256", "23")
                .put("policy_id", text)
                .put("revision", text);
    }

    private static ArtifactRef ref(String key) {
        return new ArtifactRef(key, Sha256.hex("content"), 7);
    }
}
