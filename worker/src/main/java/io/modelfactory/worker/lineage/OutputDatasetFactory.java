package io.modelfactory.worker.lineage;

import io.modelfactory.worker.artifact.ArtifactRef;
import io.modelfactory.worker.artifact.Evidence;
import io.modelfactory.worker.artifact.Evidence.ArtifactName;
import io.modelfactory.worker.artifact.StoreNaming;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.openlineage.client.OpenLineage;
import io.openlineage.client.OpenLineage.OutputDataset;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** What a run has made: the model, by the digest of its bytes, and the bundle, by its version, once it is published. */
final class OutputDatasetFactory {
    private final OpenLineage openLineage;
    private final StoreNaming naming;
    private final UnaryOperator<String> modelKind;

    /** @param modelKind gives the kind of a model by the name of its file */
    OutputDatasetFactory(OpenLineage openLineage, StoreNaming naming, UnaryOperator<String> modelKind) {
        this.openLineage = openLineage;
        this.naming = naming;
        this.modelKind = modelKind;
    }

    List<OutputDataset> of(RunRecord run) {
        Evidence evidence = new Evidence(run.refs());
        List<OutputDataset> outputs = new ArrayList<>();
        evidence.find(ArtifactName.MODEL)
                .ifPresent(model -> outputs.add(
                        output(model, model.ref(), "sha256:" + model.sha256(), modelKind.apply(model.fileName()))));
        evidence.find(ArtifactName.REGISTRY_RECORD).ifPresent(record -> outputs.add(bundle(record)));
        return outputs;
    }

    /** The bundle is the dataset, its directory in the registry is one version of it. */
    private OutputDataset bundle(ArtifactRef record) {
        String directory = record.ref().substring(0, record.ref().lastIndexOf('/'));
        int end = directory.lastIndexOf('/');
        return output(record, directory.substring(0, end), directory.substring(end + 1), "BUNDLE");
    }

    private OutputDataset output(ArtifactRef written, String key, String version, String kind) {
        String name = naming.name(key);
        return openLineage.newOutputDataset(
                naming.namespace(),
                name,
                openLineage
                        .newDatasetFacetsBuilder()
                        .version(openLineage.newDatasetVersionDatasetFacet(version))
                        .datasetType(openLineage.newDatasetTypeDatasetFacet("MODEL", kind))
                        .tags(openLineage.newTagsDatasetFacet(
                                List.of(tag("artifact", written.ref()), tag("artifact_sha256", written.sha256()))))
                        .build(),
                openLineage
                        .newOutputDatasetOutputFacetsBuilder()
                        .outputStatistics(openLineage
                                .newOutputStatisticsOutputDatasetFacetBuilder()
                                .size(written.bytes())
                                .fileCount(1L)
                                .build())
                        .build());
    }

    private OpenLineage.TagsDatasetFacetFields tag(String key, String value) {
        return openLineage
                .newTagsDatasetFacetFieldsBuilder()
                .key(key)
                .value(value)
                .source(OpenLineageEventFactory.SOURCE)
                .build();
    }
}
