package io.modelfactory.worker.evaluate.group;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.dataset.encoding.SliceColumn;
import io.modelfactory.worker.evaluate.interval.TestBlocks;
import io.modelfactory.worker.evaluate.rows.RowGroups;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Measures the rows of each value of a column by themselves: a model can be good on the whole and bad for some. */
public final class SliceMetrics {
    private final GroupMetrics groups;
    private final Optional<TestBlocks> blocks;

    /** @param blocks of all test rows, if intervals are stated: all groups are drawn together */
    public SliceMetrics(GroupMetrics groups, Optional<TestBlocks> blocks) {
        this.groups = groups;
        this.blocks = blocks;
    }

    /**
     * Adds {@code slices} to an EvalReport's metrics: column, value and numbers of every slice that has rows, by column
     * in the order given and by value in code point order. Rows without a value come last, under the value null. Each
     * slice has references of its own. And {@code gaps}, if any are asked for: by how much groups that are judged
     * differ.
     *
     * @param settings of each column; a column without any is measured, and has neither intervals nor gaps
     */
    public void addTo(ObjectNode metrics, List<SliceColumn> columns, List<GroupSettings> settings, int rows) {
        ArrayNode slices = metrics.putArray("slices");
        ArrayNode gaps = Json.object().putArray("gaps");
        for (SliceColumn column : columns) {
            Optional<GroupSettings> gated = settings.stream()
                    .filter(one -> one.column().equals(column.name()))
                    .findFirst();
            int[][] rowsOfSlices = rows(column, rows);
            addSlices(column, rowsOfSlices, gated, slices);
            gated.ifPresent(asked -> addGaps(asked, rowsOfSlices, gaps));
        }
        if (!gaps.isEmpty()) {
            metrics.set("gaps", gaps);
        }
    }

    private void addSlices(
            SliceColumn column, int[][] rowsOfSlices, Optional<GroupSettings> settings, ArrayNode slices) {
        for (int slice = 0; slice < rowsOfSlices.length; slice++) {
            int[] rows = rowsOfSlices[slice];
            if (rows.length > 0) {
                ObjectNode json = slices.addObject().put("column", column.name());
                json.set("value", value(column, slice));
                groups.addTo(json, rows);
                settings.filter(gated -> gated.judges(rows.length, groups.positives(rows)))
                        .ifPresent(gated -> groups.addIntervals(
                                json, rows, blocks.map(all -> all.restrictedTo(rows)), gated.metrics()));
            }
        }
    }

    private void addGaps(GroupSettings settings, int[][] rowsOfSlices, ArrayNode gaps) {
        if (settings.gaps().isEmpty()) {
            return;
        }
        List<int[]> judged = new ArrayList<>();
        for (int[] rows : rowsOfSlices) {
            if (rows.length > 0 && settings.judges(rows.length, groups.positives(rows))) {
                judged.add(rows);
            }
        }
        if (judged.size() > 1) {
            new GroupGaps(groups, judged, settings.gaps()).addTo(gaps, settings.column(), blocks);
        }
    }

    /** The rows of each slice, ascending. */
    private static int[][] rows(SliceColumn column, int rows) {
        return RowGroups.of(rows, column.values().size() + 1, column::sliceOf);
    }

    private static JsonNode value(SliceColumn column, int slice) {
        return slice < column.values().size() ? TextNode.valueOf(column.values().get(slice)) : NullNode.getInstance();
    }
}
