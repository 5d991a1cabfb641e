package io.modelfactory.worker.evaluate;

import io.modelfactory.worker.dataset.split.ChampionHoldout;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.ModelLoader;
import io.modelfactory.worker.model.ModelScorer;

/** A champion whose model is at hand. It holds no native memory but while it is used. */
public final class ChampionModel {
    private final Champion champion;
    private final ModelLoader models;
    private final byte[] content;

    private ChampionModel(Champion champion, ModelLoader models, byte[] content) {
        this.champion = champion;
        this.models = models;
        this.content = content;
    }

    /**
     * @param content of the champion's model file, verified
     * @throws FailureException {@code GOVERNANCE_PROFILE_INVALID} if it is not a model, or not the described one
     */
    public static ChampionModel of(Champion champion, ModelLoader models, byte[] content) {
        ChampionModel model = new ChampionModel(champion, models, content);
        model.requireUsable();
        return model;
    }

    private void requireUsable() {
        int columns;
        try (ModelScorer scorer = champion.scorer(models, content)) {
            columns = scorer.features();
        } catch (FailureException e) {
            throw champion.unusable(String.valueOf(e.getMessage()));
        }
        if (columns != champion.features().size()) {
            throw champion.unusable("it has " + columns + " features, its descriptor "
                    + champion.features().size());
        }
    }

    /**
     * Scores the test rows, unless none of them can be shown to be unseen.
     *
     * @param testRows as the champion reads them
     */
    ChampionComparison compare(FeatureMatrix testRows, float[] labels, ChampionHoldout holdout) {
        float[] scores = holdout.notComparable().isPresent() ? new float[0] : holdout.of(scores(testRows));
        return new ChampionComparison(champion.pinned(), holdout, labels, scores);
    }

    private float[] scores(FeatureMatrix rows) {
        float[] scores;
        try (ModelScorer scorer = champion.scorer(models, content)) {
            scores = scorer.score(rows);
        }
        for (float score : scores) {
            if (!(score >= 0 && score <= 1)) {
                throw champion.unusable("it gives a score of " + score + ", not a probability");
            }
        }
        return scores;
    }
}
