package io.modelfactory.worker.modelcard;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.modelcard.page.CardSection;
import io.modelfactory.worker.modelcard.page.PageBlock;
import io.modelfactory.worker.modelcard.page.PageBlock.Paragraph;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The figures: how well the model ranks, how far its scores can be taken for probabilities, and what it looks at. */
final class AnalysisSection {
    private AnalysisSection() {}

    static CardSection of(CardDocuments documents) {
        JsonNode metrics = documents.metrics();
        List<PageBlock> blocks = new ArrayList<>();
        blocks.add(new Paragraph(
                "Each figure is drawn from numbers of the evaluation report; the table with it has some of them."));
        for (Optional<PageBlock.Figure> figure : List.of(
                CurveFigures.roc(metrics),
                CurveFigures.precisionRecall(metrics),
                CurveFigures.calibration(metrics),
                CurveFigures.calibrationByQuantile(metrics),
                CurveFigures.gain(metrics),
                DistributionFigures.scores(metrics),
                DistributionFigures.importance(documents),
                DistributionFigures.contributions(documents))) {
            figure.ifPresent(blocks::add);
        }
        return new CardSection("quantitative-analyses", "Quantitative analyses", true, blocks);
    }
}
