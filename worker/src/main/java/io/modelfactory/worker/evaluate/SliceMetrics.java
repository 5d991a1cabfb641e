package io.modelfactory.worker.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.dataset.SliceColumn;
import java.util.List;
import java.util.stream.IntStream;

/** Measures the rows of each value of a column by themselves: a model can be good on the whole and bad for some. */
final class SliceMetrics {
    private SliceMetrics() {}

    /**
     * The {@code slices} of an EvalReport's metrics: column, value and numbers of every slice that has rows, by column
     * in the order given and by value in code point order. Rows without a value come last, under the value null. Each
     * slice has references of its own.
     */
    static ArrayNode of(List<SliceColumn> columns, float[] labels, float[] scores, double trainingPrevalence) {
        ArrayNode slices = Json.object().putArray("slices");
        for (SliceColumn column : columns) {
            addSlices(column, labels, scores, trainingPrevalence, slices);
        }
        return slices;
    }

    private static void addSlices(
            SliceColumn column, float[] labels, float[] scores, double trainingPrevalence, ArrayNode slices) {
        int[] sizes = sizes(column, labels.length);
        float[][] sliceLabels = IntStream.of(sizes).mapToObj(float[]::new).toArray(float[][]::new);
        float[][] sliceScores = IntStream.of(sizes).mapToObj(float[]::new).toArray(float[][]::new);
        int[] next = new int[sizes.length];
        for (int row = 0; row < labels.length; row++) {
            int slice = column.sliceOf(row);
            sliceLabels[slice][next[slice]] = labels[row];
            sliceScores[slice][next[slice]++] = scores[row];
        }
        for (int slice = 0; slice < sizes.length; slice++) {
            if (sizes[slice] > 0) {
                ObjectNode json = slices.addObject().put("column", column.name());
                json.set("value", value(column, slice));
                RankedScores ranked = RankedScores.of(sliceLabels[slice], sliceScores[slice]);
                json.set("metrics", Evaluator.metricValues(ranked));
                json.set("reference", ReferenceScores.of(ranked, trainingPrevalence));
            }
        }
    }

    private static int[] sizes(SliceColumn column, int rows) {
        int[] sizes = new int[column.values().size() + 1];
        for (int row = 0; row < rows; row++) {
            sizes[column.sliceOf(row)]++;
        }
        return sizes;
    }

    private static JsonNode value(SliceColumn column, int slice) {
        return slice < column.values().size() ? TextNode.valueOf(column.values().get(slice)) : NullNode.getInstance();
    }
}
