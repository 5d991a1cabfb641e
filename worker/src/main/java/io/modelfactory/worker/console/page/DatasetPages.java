package io.modelfactory.worker.console.page;

import com.fasterxml.jackson.databind.JsonNode;
import io.javalin.http.BadRequestResponse;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.console.ConsoleSources;
import io.modelfactory.worker.console.DatasetInspection;
import io.modelfactory.worker.console.page.DatasetPage.DataColumn;
import io.modelfactory.worker.console.page.DatasetPage.DataFile;
import io.modelfactory.worker.console.route.RouteAnswer;
import io.modelfactory.worker.console.route.RouteRequest;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.failure.TransientFaultException;
import io.modelfactory.worker.ledger.overview.ManifestUseQuery;
import io.modelfactory.worker.ledger.run.RunRecord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers for datasets, out of the ledger and of the manifests in the store. */
public final class DatasetPages {
    private static final int DATASETS = 100;
    private static final int RUNS = 50;
    private static final List<String> ROLES = List.of(
            "event_id", "event_time", "label", "label_observed_time", "amount", "entity_id", "weight", "sampling_rate");

    /** Members of a materialization that say how its rows are read. */
    private static final List<String> READING = List.of("format", "csv", "missing", "plausible_times", "event_id_kind");

    private final ConsoleSources sources;
    private final StoredDocuments documents;

    public DatasetPages(ConsoleSources sources, StoredDocuments documents) {
        this.sources = sources;
        this.documents = documents;
    }

    public RouteAnswer datasets(RouteRequest request) {
        return RouteAnswer.of(
                new DatasetsPage(sources.ledger().manifests().latest(DATASETS), ManifestUseQuery.RUNS_LOOKED_AT));
    }

    public RouteAnswer dataset(RouteRequest request) {
        String ref = request.query("ref").orElseThrow(() -> new BadRequestResponse("ref: names the manifest"));
        Instant now = sources.ledger().workload().now();
        List<RunRecord> used = sources.ledger().manifests().runsOf(ref, RUNS);
        List<RunSummary> runs =
                used.stream().map(run -> RunSummary.of(run, now, List.of())).toList();
        List<String> problems = new ArrayList<>();
        // Only what requests have named is read: the console is no way to look at other objects.
        Optional<JsonNode> manifest = runs.isEmpty() ? Optional.empty() : manifest(ref, problems);
        Optional<JsonNode> materialization = manifest.flatMap(found -> materialization(found, problems));
        if (runs.isEmpty()) {
            problems.add("No run was asked for this dataset, so that it is not looked at.");
        }
        return RouteAnswer.of(new DatasetPage(
                ref,
                manifest,
                materialization,
                materialization.map(DatasetPages::files).orElse(List.of()),
                materialization.map(found -> columns(found.path("columns"))).orElse(List.of()),
                materialization.map(DatasetPages::reading).orElse(Map.of()),
                contents(used),
                sources.inspections().find(ref).map(DatasetInspection::masked),
                runs,
                problems,
                runs.isEmpty() ? List.of() : List.of(sources.command("dataset contents " + ref))));
    }

    /** Of the latest run that has read the rows; what it wrote of them never changes, and is read once. */
    private Optional<DataContents> contents(List<RunRecord> used) {
        return used.stream()
                .filter(run -> run.refs().containsKey(ArtifactName.EXECUTION_RECORD.key()))
                .findFirst()
                .flatMap(run -> DataContents.of(
                        run.runKey(),
                        run.request().path("dataset_manifest_refs").size(),
                        documents.read(run, ArtifactName.EXECUTION_RECORD).content()));
    }

    private static Map<String, String> reading(JsonNode materialization) {
        Map<String, String> reading = new LinkedHashMap<>();
        for (String name : READING) {
            JsonNode declared = materialization.path(name);
            if (declared.isObject()) {
                declared.properties()
                        .forEach(member -> reading.put(name + " " + member.getKey(), text(member.getValue())));
            } else if (!declared.isMissingNode()) {
                reading.put(name, text(declared));
            }
        }
        return reading;
    }

    private static String text(JsonNode value) {
        return value.isTextual() ? value.asText() : value.toString();
    }

    private Optional<JsonNode> manifest(String ref, List<String> problems) {
        return read(ref, problems, store -> store.keyOf(ref));
    }

    private Optional<JsonNode> materialization(JsonNode manifest, List<String> problems) {
        return read(
                "materialization",
                problems,
                store -> ArtifactKeys.datasetMaterialization(
                        manifest.path("platform_run_id").asText(),
                        manifest.path("dataset_manifest_id").asText()));
    }

    private interface KeyOfStore {
        String in(ArtifactStore store);
    }

    private Optional<JsonNode> read(String name, List<String> problems, KeyOfStore key) {
        try {
            ArtifactStore store = sources.store();
            JsonNode document = StoredDocuments.parsed(store, key.in(store));
            if (document.isMissingNode()) {
                problems.add(name + ": there is no such document in the store, or it is not JSON");
            }
            return Optional.of(document).filter(found -> !found.isMissingNode());
        } catch (FailureException | TransientFaultException refused) {
            problems.add(name + ": " + refused.getMessage());
            return Optional.empty();
        }
    }

    /** Those that a materialization lists. */
    static List<DataFile> files(JsonNode materialization) {
        List<DataFile> files = new ArrayList<>();
        materialization
                .path("files")
                .forEach(file -> files.add(new DataFile(
                        file.path("ref").asText(),
                        file.path("sha256").asText(),
                        file.path("bytes").asLong(),
                        file.path("rows").asLong())));
        return files;
    }

    private static List<DataColumn> columns(JsonNode columns) {
        List<DataColumn> found = new ArrayList<>();
        for (String role : ROLES) {
            if (columns.path(role).isTextual()) {
                found.add(new DataColumn(columns.path(role).asText(), role, Optional.empty()));
            }
        }
        columns.path("features")
                .forEach(feature -> found.add(new DataColumn(
                        feature.path("name").asText(),
                        "feature",
                        Optional.of(feature.path("type").asText()))));
        return found;
    }
}
