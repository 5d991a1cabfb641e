package io.modelfactory.worker.console.page;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.modelfactory.worker.console.route.NavigationEntry;
import io.modelfactory.worker.console.route.PageView;
import java.util.List;
import java.util.Optional;

/**
 * From data files by manifests and runs to bundles, and backwards.
 *
 * @param wanted what was looked for: a part of a file's name, a digest, or a manifest's reference; empty for the latest
 * @param chains one for each dataset that has it
 * @param manifestsLookedAt the datasets that were used last, among which files were looked for
 */
public record LineagePage(String wanted, List<LineageChain> chains, int manifestsLookedAt, List<String> problems)
        implements PageView {

    public LineagePage {
        chains = List.copyOf(chains);
        problems = List.copyOf(problems);
    }

    /** @param files of the dataset that match; all if its reference does */
    public record LineageChain(String manifestRef, List<DatasetPage.DataFile> files, List<LineageRun> runs) {
        public LineageChain {
            files = List.copyOf(files);
            runs = List.copyOf(runs);
        }

        /** How many of the runs have published a bundle. */
        @JsonIgnore
        public long bundles() {
            return runs.stream().filter(run -> run.bundle().isPresent()).count();
        }
    }

    /** A run on the dataset, and what it has published. */
    public record LineageRun(RunSummary run, Optional<BundleRef> bundle) {}

    @Override
    public String template() {
        return "lineage.jte";
    }

    @Override
    public String title() {
        return "Lineage";
    }

    @Override
    public NavigationEntry navigation() {
        return NavigationEntry.LINEAGE;
    }
}
