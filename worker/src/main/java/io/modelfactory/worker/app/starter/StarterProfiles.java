package io.modelfactory.worker.app.starter;

import com.fasterxml.jackson.databind.node.TextNode;
import io.modelfactory.worker.model.FeatureType;
import java.util.Locale;

/** Training and governance profiles (YAML) for a dataset of which nothing else is known. Every line is explained. */
public final class StarterProfiles {
    private final StarterDataset dataset;
    private final FittedSettings settings;

    public StarterProfiles(StarterDataset dataset) {
        this.dataset = dataset;
        this.settings = FittedSettings.of(dataset);
    }

    /** How the model is trained. */
    public String training() {
        return header("How a model is trained on")
                + """
                # The name and revision by which receipts and cards cite this profile.
                policy_id: mf.training_profile.starter
                revision: r1

                # The features of the dataset. Every dataset with the same feature columns has this name and version.
                feature_definition_set:
                  feature_set_id: %s
                  feature_set_version: %s
                # The version of the dataset's manifest.
                expected_manifest_schema_version: learning.dataset_manifest.v0

                """.formatted(
                                quoted(dataset.manifest().featureDefinitionSet().featureSetId()),
                                quoted(dataset.manifest().featureDefinitionSet().featureSetVersion()))
                + split()
                + """
                # Everything random follows from this number. Another number is another model, and another split by hash.
                seed_policy:
                  recipe: mf.stage_seed.v1
                  base_seed: 20260210

                leakage:
                  # What the manifest must say of how labels were looked up.
                  expected_label_rule: observed_time<=label_asof_utc
                  # A single feature that separates the classes so well is taken for a leak: max(AUC, 1 - AUC).
                  max_single_feature_auc: 0.999

                """
                + trees();
    }

    private String split() {
        return (dataset.hasTimes()
                        ? """
                # By time: the oldest rows train, the newest test, because that is how a model is used.
                split_recipe: mf.split.v1
                split_strategy: time_based
                # Days before each later part whose rows are in no part, so that the labels of training are known when the
                # next part begins: the maturity of the labels, if the manifest declares one.
                gap_days: %d
                """.formatted(
                                dataset.manifest().labelBasis().maturityDays().orElse(0))
                        : """
                # By a hash of each row's id, or of its entity: the rows have no time. A row is in the same part in every
                # run.
                split_recipe: mf.split.v1
                split_strategy: hash
                # What is placed as a whole: each event, or all events of one entity.
                split_unit: %s
                """.formatted(dataset.hasEntities() ? "entity" : "event"))
                + """
                # Shares of the rows. Validation rows train nothing; thresholds may be chosen by them, never by test rows.
                split_fractions:
                  train: %s
                  validation: %s
                  test: %s
                # Positives that each part must have, or the run fails before it trains.
                minimum_part_positives: %d

                """.formatted(
                        settings.train(), settings.validation(), settings.test(), settings.minimumPartPositives());
    }

    private String trees() {
        return """
                # Gradient boosted trees, the same to the byte from memory, from disk and on a cluster. Parameters have
                # XGBoost's own names.
                algorithm_id: xgboost_hist_pinned
                hyper_parameters:
                  # Trees, one after the other; each corrects the ones before.
                  rounds: %d
                  # How much of its correction each tree is allowed. Smaller needs more rounds.
                  learning_rate: %s
                  # Questions from the root of a tree to a leaf. Deeper trees learn more, by heart too.
                  max_depth: %d
                  # Weight of rows that a leaf needs at least, against leaves that are about a few rows.
                  min_child_weight: 5
                  # Share of the features that each tree may look at.
                  colsample_bytree: 0.8
                  # Pulls the values of leaves to zero.
                  reg_lambda: 1.0
                  # Bins that the values of a feature are put into.
                  max_bin: 256
                  # Stops when the validation loss has not fallen for so many rounds, and says that loss at each round.
                  # Validation metrics, and thresholds suggested by them, are a little optimistic for it; test rows have no
                  # part in it. Without this line all rounds are trained.
                  early_stopping_rounds: 30

                evaluation:
                  # The score at and above which the card counts a row as predicted positive.
                  decision_threshold: 0.5
                """.formatted(settings.rounds(), settings.learningRate(), settings.maxDepth());
    }

    /** What the model must reach. */
    public String governance() {
        return header("What a model must reach to be published, when trained on")
                + """
                # The name and revision by which receipts and cards cite this profile.
                policy_id: mf.governance_profile.starter
                revision: r1

                # Each is held against the untouched test rows. These are low: they refuse a model that has learnt nothing.
                # Once there is a run, `mf suggest-thresholds RUN_KEY` suggests higher ones by its validation rows.
                eval_thresholds:
                  # How often a positive row is ranked above a negative one; 0.5 is guessing, of which 0.6, or more on few
                  # test rows, is out of reach.
                  min_auc_roc: %s
                  # As probabilities, the scores are better than always answering with the share of positives, by squared
                  # error
                  min_brier_skill: 0.01
                  # and by log loss.
                  min_log_loss_skill: 0.01

                # On fewer positive test rows, a verdict would be a matter of luck.
                minimum_test_positives: %d
                """.formatted(settings.minimumAuc().toPlainString(), settings.minimumPartPositives());
    }

    private String header(String purpose) {
        return String.format(
                Locale.ROOT,
                """
                # %s dataset %s:
                # %d rows, %d of them positive (%.2f %%); %d numeric and %d categorical features.
                # A starter profile with plain defaults. A changed profile is another run.
                """,
                purpose,
                dataset.id(),
                dataset.rows(),
                dataset.positives(),
                100.0 * dataset.positives() / Math.max(1, dataset.rows()),
                dataset.features(FeatureType.NUMERIC),
                dataset.features(FeatureType.CATEGORICAL));
    }

    /** JSON's quotes are YAML's. */
    static String quoted(String text) {
        return TextNode.valueOf(text).toString();
    }
}
