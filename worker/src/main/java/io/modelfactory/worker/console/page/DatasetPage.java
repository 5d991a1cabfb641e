package io.modelfactory.worker.console.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.console.route.NavigationEntry;
import io.modelfactory.worker.console.route.PageView;
import java.util.List;
import java.util.Optional;

/**
 * A dataset: its manifest, what it consists of, and the runs on it.
 *
 * @param ref of the manifest, as requests write it
 * @param manifest missing if it cannot be read
 * @param runs that were asked for it, latest first
 * @param problems why something cannot be shown
 * @param commands to paste
 */
public record DatasetPage(
        String ref,
        Optional<JsonNode> manifest,
        Optional<JsonNode> materialization,
        List<DataFile> files,
        List<DataColumn> columns,
        List<RunSummary> runs,
        List<String> problems,
        List<String> commands)
        implements PageView {

    public DatasetPage {
        files = List.copyOf(files);
        columns = List.copyOf(columns);
        runs = List.copyOf(runs);
        problems = List.copyOf(problems);
        commands = List.copyOf(commands);
    }

    /** A file of the dataset. */
    public record DataFile(String ref, String sha256, long bytes, long rows) {}

    /**
     * A column.
     *
     * @param role such as {@code label} or {@code feature}
     * @param type of a feature; empty for others
     */
    public record DataColumn(String name, String role, Optional<String> type) {}

    @Override
    public String template() {
        return "dataset.jte";
    }

    @Override
    public String title() {
        return "Dataset";
    }

    @Override
    public NavigationEntry navigation() {
        return NavigationEntry.DATASETS;
    }
}
