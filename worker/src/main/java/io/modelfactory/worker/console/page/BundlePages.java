package io.modelfactory.worker.console.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.NotFoundResponse;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.console.ConsoleSources;
import io.modelfactory.worker.console.page.BundlePage.BundleFile;
import io.modelfactory.worker.console.page.BundlesPage.BundleSlot;
import io.modelfactory.worker.console.page.BundlesPage.BundleVersion;
import io.modelfactory.worker.console.route.RouteAnswer;
import io.modelfactory.worker.console.route.RouteRequest;
import io.modelfactory.worker.console.view.Show;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.ledger.overview.RunListing.ListedRun;
import io.modelfactory.worker.ledger.overview.RunListingFilter;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers for bundles, out of the ledger and the registry's folders in the store. */
public final class BundlePages {
    private static final int VERSIONS = 12;
    private static final int MOST = 200;
    private static final int SLOT_RUNS = 60;
    private static final long MOST_BYTES = 64L * 1024 * 1024;

    /** A card is a page of its own with its own policy, which the browser holds against this one too. */
    private static final String CARD_POLICY =
            "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'none'";

    private final ConsoleSources sources;
    private final StoredDocuments documents;

    public BundlePages(ConsoleSources sources, StoredDocuments documents) {
        this.sources = sources;
        this.documents = documents;
    }

    public RouteAnswer bundles(RouteRequest request) {
        List<RunRecord> runs = sources.ledger().published().latestOfEachSlot(VERSIONS, MOST);
        BundleVersions versions = versions(runs, runs);
        Map<String, List<BundleVersion>> slots = new LinkedHashMap<>();
        for (RunRecord run : runs) {
            versions.version(run)
                    .ifPresent(version -> slots.computeIfAbsent(scope(run), any -> new ArrayList<>())
                            .add(version));
        }
        return RouteAnswer.of(new BundlesPage(slots.entrySet().stream()
                .map(slot -> new BundleSlot(slot.getKey(), slot.getValue(), BundleVersions.histories(slot.getValue())))
                .toList()));
    }

    /** As filters have it: without the tenant, which is no part of the list's scope. */
    private static String slot(RunRecord run) {
        JsonNode scope = run.request().path("target_scope");
        return String.join(
                "/",
                scope.path("environment").asText(),
                scope.path("mode").asText(),
                scope.path("bundle_slot").asText());
    }

    private static String scope(RunRecord run) {
        return Show.scope(run.request().path("target_scope"));
    }

    /** With what is known of other runs beside them. */
    private BundleVersions versions(List<RunRecord> runs, List<RunRecord> known) {
        return new BundleVersions(
                documents.readSoon(known, ArtifactName.GATE_RECEIPT),
                sources.ledger()
                        .auditTrail()
                        .lastVerifications(runs.stream().map(RunRecord::runKey).toList()));
    }

    /** With the latest runs of its slot, which may have been compared with it; its own receipt is waited for. */
    private Optional<BundleVersion> version(RunRecord run) {
        documents.read(run, ArtifactName.GATE_RECEIPT);
        List<RunRecord> known = new ArrayList<>(List.of(run));
        sources
                .ledger()
                .listing()
                .page(RunListingFilter.NONE.ofScope(slot(run)), Optional.empty(), SLOT_RUNS)
                .runs()
                .stream()
                .map(ListedRun::run)
                .forEach(known::add);
        return versions(List.of(run), known).version(run);
    }

    public RouteAnswer bundle(RouteRequest request) {
        BundleRef bundle = new BundleRef(request.path("bundle_id"), request.path("bundle_version"));
        String folder = folder(bundle);
        List<String> keys = sources.store().keysUnder(folder);
        if (keys.isEmpty()) {
            throw new NotFoundResponse("the registry has no such bundle");
        }
        JsonNode manifest = document(ArtifactKeys.registryBundleManifest(bundle.bundleId(), bundle.bundleVersion()));
        Map<String, Long> sizes = new LinkedHashMap<>();
        manifest.path("files")
                .forEach(file ->
                        sizes.put(file.path("name").asText(), file.path("bytes").asLong()));
        List<BundleFile> files = keys.stream()
                .map(key -> key.substring(folder.length() + 1))
                .map(name -> new BundleFile(
                        name, Optional.ofNullable(sizes.get(name)), bundle.path() + "/files/" + Show.url(name)))
                .toList();
        Optional<RunRecord> run = runOf(document(
                ArtifactKeys.registryFile(bundle.bundleId(), bundle.bundleVersion(), ArtifactKeys.GATE_RECEIPT)));
        return RouteAnswer.of(new BundlePage(
                bundle,
                run.map(BundlePages::scope).orElse(""),
                run.flatMap(this::version),
                files,
                names(files, ArtifactKeys.MODEL_CARD_HTML),
                names(files, ArtifactKeys.PROVENANCE) ? OpensslLines.LINES : List.of(),
                List.of(sources.command("verify --bundle " + bundle.bundleId() + " " + bundle.bundleVersion()))));
    }

    private static boolean names(List<BundleFile> files, String name) {
        return files.stream().anyMatch(file -> file.name().equals(name));
    }

    private Optional<RunRecord> runOf(JsonNode receipt) {
        String runKey = receipt.path("run_key").asText("");
        return runKey.isEmpty() ? Optional.empty() : sources.ledger().runs().find(runKey);
    }

    private JsonNode document(String key) {
        return StoredDocuments.parsed(sources.store(), key);
    }

    private static String folder(BundleRef bundle) {
        try {
            return ArtifactKeys.registryFolder(bundle.bundleId(), bundle.bundleVersion());
        } catch (FailureException noKey) {
            throw new BadRequestResponse("a bundle is named by its id and version");
        }
    }

    /** A file of a bundle, to keep. */
    public RouteAnswer file(RouteRequest request) {
        BundleRef bundle = new BundleRef(request.path("bundle_id"), request.path("bundle_version"));
        String name = request.path("name");
        return RouteAnswer.download(content(bundle, name), "application/octet-stream", name);
    }

    /** The model card, to look at. */
    public RouteAnswer card(RouteRequest request) {
        BundleRef bundle = new BundleRef(request.path("bundle_id"), request.path("bundle_version"));
        return new RouteAnswer.Content(
                content(bundle, ArtifactKeys.MODEL_CARD_HTML),
                "text/html; charset=utf-8",
                Optional.empty(),
                Optional.of(CARD_POLICY));
    }

    private byte[] content(BundleRef bundle, String name) {
        folder(bundle);
        ArtifactStore store = sources.store();
        try {
            return store.read(ArtifactKeys.registryFile(bundle.bundleId(), bundle.bundleVersion(), name), MOST_BYTES)
                    .orElseThrow(() -> new NotFoundResponse("the bundle has no such file"));
        } catch (FailureException noKey) {
            throw new BadRequestResponse("a file is named by its name in the bundle");
        } catch (IllegalArgumentException tooLarge) {
            throw new BadRequestResponse("the file is too large for the console; take it from the store");
        }
    }
}
