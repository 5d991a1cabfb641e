package io.modelfactory.worker.reconcile;

import static io.modelfactory.worker.ledger.LedgerFixture.PLATFORM_RUN;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.modelfactory.contracts.ContractDocument;
import io.modelfactory.contracts.JsonSchemas;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.CanonicalJson;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.artifact.folder.LocalArtifactStore;
import io.modelfactory.worker.failure.FailureCode;
import io.modelfactory.worker.ledger.LedgerDatabase;
import io.modelfactory.worker.ledger.LedgerFixture;
import io.modelfactory.worker.ledger.RunLedger;
import io.modelfactory.worker.ledger.reconciliation.ReconciliationRepository;
import io.modelfactory.worker.ledger.run.RunFilter;
import io.modelfactory.worker.ledger.run.RunState;
import io.modelfactory.worker.reconcile.ReconciliationOutcome.Done;
import io.modelfactory.worker.telemetry.WorkerMeters;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bundles that are visible in the registry although their run is not PUBLISHED. */
class UnpublishedRecordIT {
    private static final JsonSchemas SCHEMAS = new JsonSchemas();

    private final LedgerDatabase database = LedgerDatabase.create();

    @TempDir
    private Path root = Path.of("");

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void theRecordOfAFailedRunIsFound() {
        try (LocalArtifactStore store = new LocalArtifactStore(root)) {
            PlatformRunFixture platformRun = new PlatformRunFixture(database.dataSource(), store);
            platformRun.populate();
            String failed = new RunLedger(database.dataSource(), LedgerFixture.settings())
                    .list(RunFilter.none().ofState(RunState.FAIL).ofPlatformRun(PLATFORM_RUN), 1)
                    .get(0)
                    .runKey();
            byte[] publication = CanonicalJson.bytes(publication());
            write(store, ArtifactKeys.bundlePublication(PLATFORM_RUN, failed), publication);
            write(store, ArtifactKeys.registryRecord("bundle-1", "v0-0123456789ab"), publication);

            Done done = (Done) new Reconciler(
                            new ReconciliationRepository(database.dataSource()),
                            store,
                            new DocumentStore(store, SCHEMAS),
                            new WorkerMeters(new SimpleMeterRegistry()))
                    .reconcileFinal(PLATFORM_RUN);

            assertThat(done.document().path("findings")).singleElement().satisfies(finding -> {
                assertThat(finding.path("kind").asText()).isEqualTo("UNPUBLISHED");
                assertThat(finding.path("owner").asText()).isEqualTo(failed);
                assertThat(finding.path("ref").asText())
                        .isEqualTo(ArtifactKeys.registryRecord("bundle-1", "v0-0123456789ab"));
            });
            assertThat(SCHEMAS.violations(ContractDocument.MF_RECONCILIATION, done.document()))
                    .isEmpty();
        }
    }

    private static void write(LocalArtifactStore store, String key, byte[] content) {
        store.write(key, content, FailureCode.WORKER_RUNTIME_ERROR);
    }

    private static JsonNode publication() {
        ObjectNode publication = Json.object()
                .put("schema_version", "learning.bundle_publication.v0")
                .put("bundle_id", "bundle-1")
                .put("bundle_version", "v0-0123456789ab")
                .put("eval_report_ref", "eval_report.json");
        publication.putArray("dataset_manifest_refs").add("manifest.json");
        publication
                .putObject("compatibility")
                .put("feature_set_id", "features")
                .put("feature_set_version", "v1")
                .put("input_contract_version", "v1");
        publication
                .putObject("provenance")
                .put("mf_code_release_id", "git:0123456")
                .put("config_revision", "r1");
        assertThat(SCHEMAS.violations(ContractDocument.BUNDLE_PUBLICATION, publication))
                .isEmpty();
        return publication;
    }
}
