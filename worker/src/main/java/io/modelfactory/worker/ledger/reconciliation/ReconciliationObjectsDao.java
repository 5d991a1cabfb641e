package io.modelfactory.worker.ledger.reconciliation;

import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.ledger.postgres.IndexedText;
import io.modelfactory.worker.ledger.postgres.PostgresColumns;
import io.modelfactory.worker.ledger.reconciliation.LedgerObjects.ExpectedObject;
import io.modelfactory.worker.ledger.run.RunEventType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** Finds the references that the ledger holds for one platform run and period. */
final class ReconciliationObjectsDao {
    private final Handle handle;
    private final String platformRunId;
    private final ReconciliationPeriod period;

    ReconciliationObjectsDao(Handle handle, String platformRunId, ReconciliationPeriod period) {
        this.handle = handle;
        this.platformRunId = platformRunId;
        this.period = period;
    }

    LedgerObjects objects() {
        List<ExpectedObject> artifacts = new ArrayList<>();
        List<ExpectedObject> bundles = new ArrayList<>();
        List<ExpectedObject> events = new ArrayList<>();
        List<String> unpublished = new ArrayList<>();
        Set<String> published = runsWith(Set.of(RunEventType.BUNDLE_PUBLISHED));
        for (RunArtifacts run : findRuns(runsWith(Set.of(RunEventType.values())))) {
            run.refs().forEach((name, ref) -> artifacts.add(new ExpectedObject(run.runKey(), name, ref, true)));
            if (run.finished() && !run.published()) {
                unpublished.add(run.runKey());
            }
            if (published.contains(run.runKey())) {
                add(bundles, run, Evidence.ArtifactName.REGISTRY_RECORD);
                add(events, run, Evidence.ArtifactName.REGISTRY_EVENT);
            }
        }
        return new LedgerObjects(receipts(), artifacts, bundles, events, unpublished);
    }

    /** What a run has written so far, by artifact name. */
    private record RunArtifacts(String runKey, Map<String, ArtifactRef> refs, boolean finished, boolean published) {}

    private static void add(List<ExpectedObject> items, RunArtifacts run, Evidence.ArtifactName name) {
        new Evidence(run.refs())
                .find(name)
                .ifPresent(ref -> items.add(new ExpectedObject(run.runKey(), name.key(), ref, true)));
    }

    private Set<String> runsWith(Set<RunEventType> types) {
        return handle.createQuery("""
                        SELECT DISTINCT run.run_key FROM mf_run_event event JOIN mf_run run
                            ON run.run_key = event.run_key AND run.created_month = event.run_month
                        WHERE <of_platform_run> AND event_type = ANY(:types)
                            AND occurred_at >= :from::timestamptz AND occurred_at < :to::timestamptz
                        """)
                .define("of_platform_run", IndexedText.matches("platform_run_id"))
                .bind("platform_run_id", platformRunId)
                .bindArray("types", String.class, types.stream().map(Enum::name).toList())
                .bind("from", period.from())
                .bind("to", period.to())
                .mapTo(String.class)
                .collect(Collectors.toSet());
    }

    private List<RunArtifacts> findRuns(Set<String> runKeys) {
        return handle.createQuery("""
                        SELECT run_key, refs, state = 'PUBLISHED' AS published, finished_at IS NOT NULL AS finished
                            FROM mf_run
                        WHERE run_key = ANY(:run_keys) ORDER BY run_key COLLATE "C"
                        """)
                .bindArray("run_keys", String.class, runKeys)
                .map((row, context) -> new RunArtifacts(
                        row.getString("run_key"),
                        PostgresColumns.artifactRefs(row, "refs"),
                        row.getBoolean("finished"),
                        row.getBoolean("published")))
                .list();
    }

    private List<ExpectedObject> receipts() {
        return handle.createQuery("""
                        SELECT request_id, receipt_key, receipt, archived_at IS NOT NULL AS archived FROM mf_request
                        WHERE <of_platform_run> AND receipt IS NOT NULL
                            AND completed_at >= :from::timestamptz AND completed_at < :to::timestamptz
                        ORDER BY receipt_key COLLATE "C"
                        """)
                .define("of_platform_run", IndexedText.matches("platform_run_id"))
                .bind("platform_run_id", platformRunId)
                .bind("from", period.from())
                .bind("to", period.to())
                .map((row, context) -> new ExpectedObject(
                        row.getString("request_id"),
                        "receipt",
                        ArtifactRef.of(
                                row.getString("receipt_key"),
                                CanonicalJson.bytes(PostgresColumns.json(row, "receipt"))),
                        row.getBoolean("archived")))
                .list();
    }
}
