package io.modelfactory.worker.app.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.local.simulate.DatasetTarget;
import io.modelfactory.local.simulate.LocalDatasets;
import io.modelfactory.local.simulate.WrittenDataset;
import io.modelfactory.worker.app.worker.PlatformFixture;
import io.modelfactory.worker.artifact.ArtifactKeys;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.request.RequestFixture;
import io.modelfactory.worker.request.RunIdentity;
import io.modelfactory.worker.request.TrainBuildRequestReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Request files of one store, all on its one dataset of real consumer credit. */
final class RequestDocuments {
    static final String RUN = "platform_20260210T141900Z";

    private final Path folder;
    private final WrittenDataset dataset;
    private final Path store;

    RequestDocuments(PlatformTenant tenant) {
        this(tenant.store());
    }

    RequestDocuments(Path store) {
        this.store = store;
        try {
            this.folder = Files.createTempDirectory("requests");
            this.dataset = LocalDatasets.credit(new DatasetTarget(store, RUN, "dm_credit"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A request that passes its gate. Each id asks for a run of its own. */
    ObjectNode passing(String requestId) {
        return request(requestId, "governance_profile_credit_v0.yaml");
    }

    /** A request whose gate fails. */
    ObjectNode failing(String requestId) {
        return request(requestId, "governance_profile_strict_v0.yaml");
    }

    String file(ObjectNode request) {
        try {
            return Files.writeString(Files.createTempFile(folder, "request", ".json"), request.toString())
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the dataset is made of. */
    JsonNode materialization() {
        try {
            return Json.parse(Files.readAllBytes(store.resolve(ArtifactKeys.datasetMaterialization(RUN, "dm_credit"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String runKey(ObjectNode request) {
        return RunIdentity.of(TrainBuildRequestReader.read(request)).runKey();
    }

    private ObjectNode request(String requestId, String governance) {
        ObjectNode request = RequestFixture.trainBuild()
                .put("request_id", requestId)
                .put("platform_run_id", RUN)
                .put("config_revision", requestId)
                .put("training_config_ref", PlatformFixture.profileRef("training_profile_credit_v0.yaml"))
                .put("governance_profile_ref", PlatformFixture.profileRef(governance));
        request.putArray("dataset_manifest_refs").add(dataset.manifestKey());
        request.withObjectProperty("target_scope").put("mode", "credit");
        return request;
    }
}
