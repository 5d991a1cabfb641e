package io.modelfactory.worker.console.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.console.ConsoleSources;
import io.modelfactory.worker.console.page.DatasetPage.DataFile;
import io.modelfactory.worker.console.page.LineagePage.LineageChain;
import io.modelfactory.worker.console.page.LineagePage.LineageRun;
import io.modelfactory.worker.console.route.RouteAnswer;
import io.modelfactory.worker.console.route.RouteRequest;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.overview.ManifestUse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Answers for which models came of which files. Files are known by the datasets that were used last. */
public final class LineagePages {
    private static final int MANIFESTS = 60;
    private static final int RUNS = 20;
    private static final int SHOWN_WITHOUT_QUESTION = 10;

    private final ConsoleSources sources;

    public LineagePages(ConsoleSources sources) {
        this.sources = sources;
    }

    public RouteAnswer lineage(RouteRequest request) {
        String wanted = request.query("file").orElse("");
        Instant now = sources.ledger().workload().now();
        List<ManifestUse> known = sources.ledger().manifests().latest(MANIFESTS);
        List<LineageChain> chains = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (ManifestUse use : known) {
            if (wanted.isEmpty() && chains.size() == SHOWN_WITHOUT_QUESTION) {
                break;
            }
            List<DataFile> files = files(use.ref(), problems);
            List<DataFile> matching = use.ref().contains(wanted)
                    ? files
                    : files.stream().filter(file -> matches(file, wanted)).toList();
            if (!matching.isEmpty() || use.ref().contains(wanted)) {
                chains.add(new LineageChain(use.ref(), matching, runs(use.ref(), now)));
            }
        }
        return RouteAnswer.of(new LineagePage(wanted, chains, known.size(), problems));
    }

    private static boolean matches(DataFile file, String wanted) {
        return file.ref().contains(wanted) || file.sha256().startsWith(wanted);
    }

    private List<LineageRun> runs(String manifestRef, Instant now) {
        return sources.ledger().manifests().runsOf(manifestRef, RUNS).stream()
                .map(run -> new LineageRun(RunSummary.of(run, now, List.of()), BundleRef.of(run)))
                .toList();
    }

    /** A dataset whose documents cannot be read has no files to show, and is in no one's way. */
    private List<DataFile> files(String manifestRef, List<String> problems) {
        try {
            ArtifactStore store = sources.store();
            JsonNode manifest = StoredDocuments.parsed(store, store.keyOf(manifestRef));
            if (manifest.isMissingNode()) {
                return List.of();
            }
            return DatasetPages.files(StoredDocuments.parsed(
                    store,
                    ArtifactKeys.datasetMaterialization(
                            manifest.path("platform_run_id").asText(),
                            manifest.path("dataset_manifest_id").asText())));
        } catch (FailureException unreadable) {
            return List.of();
        } catch (TransientFaultException silent) {
            Optional.ofNullable(silent.getMessage())
                    .filter(problem -> !problems.contains(problem))
                    .ifPresent(problems::add);
            return List.of();
        }
    }
}
