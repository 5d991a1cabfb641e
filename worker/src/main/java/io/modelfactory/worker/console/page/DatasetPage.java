package io.modelfactory.worker.console.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.console.DatasetInspection;
import io.modelfactory.worker.console.route.NavigationEntry;
import io.modelfactory.worker.console.route.PageView;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A dataset: its manifest, what it consists of, and the runs on it.
 *
 * @param ref of the manifest, as requests write it
 * @param manifest missing if it cannot be read
 * @param reading how the rows are read, where it was declared to differ from the default
 * @param contents what the latest run on it found in the rows; empty if none has read them yet
 * @param inspection what the files hold, without values of theirs; empty if they were not looked at on this console
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
        Map<String, String> reading,
        Optional<DataContents> contents,
        Optional<DatasetInspection> inspection,
        List<RunSummary> runs,
        List<String> problems,
        List<String> commands)
        implements PageView {

    public DatasetPage {
        files = List.copyOf(files);
        columns = List.copyOf(columns);
        reading = Collections.unmodifiableMap(new LinkedHashMap<>(reading));
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
