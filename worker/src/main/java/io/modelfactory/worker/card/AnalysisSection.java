package io.modelfactory.worker.card;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.card.page.Block;
import io.modelfactory.worker.card.page.Block.Prose;
import io.modelfactory.worker.card.page.Section;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The figures: how well the model ranks, how far its scores can be taken for probabilities, and what it looks at. */
final class AnalysisSection {
    private AnalysisSection() {}

    static Section of(CardDocuments documents) {
        JsonNode metrics = documents.metrics();
        List<Block> blocks = new ArrayList<>();
        blocks.add(new Prose(
                "Each figure is drawn from numbers of the evaluation report; the table with it has some of them."));
        for (Optional<Block.Figure> figure : List.of(
                CurveFigures.roc(metrics),
                CurveFigures.precisionRecall(metrics),
                CurveFigures.calibration(metrics),
                CurveFigures.gain(metrics),
                DistributionFigures.scores(metrics),
                DistributionFigures.importance(metrics))) {
            figure.ifPresent(blocks::add);
        }
        return new Section("quantitative-analyses", "Quantitative analyses", blocks);
    }
}
