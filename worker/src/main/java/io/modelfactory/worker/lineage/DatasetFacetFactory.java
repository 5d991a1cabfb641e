package io.modelfactory.worker.lineage;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.StoreNaming;
import io.openlineage.client.OpenLineage;
import io.openlineage.client.OpenLineage.DataQualityAssertionsDatasetFacetAssertions;
import io.openlineage.client.OpenLineage.DatasetFacets;
import io.openlineage.client.OpenLineage.InputDatasetInputFacets;
import io.openlineage.client.OpenLineage.SchemaDatasetFacetFields;
import io.openlineage.client.OpenLineage.SymlinksDatasetFacetIdentifiers;
import java.util.ArrayList;
import java.util.List;

/** What a dataset's materialization says of it, in the facets of OpenLineage. */
final class DatasetFacetFactory {
    private final OpenLineage openLineage;
    private final StoreNaming naming;

    DatasetFacetFactory(OpenLineage openLineage, StoreNaming naming) {
        this.openLineage = openLineage;
        this.naming = naming;
    }

    DatasetFacets facets(String manifestKey, JsonNode materialization) {
        return openLineage
                .newDatasetFacetsBuilder()
                .schema(openLineage.newSchemaDatasetFacet(columns(materialization.path("columns"))))
                .version(openLineage.newDatasetVersionDatasetFacet(
                        materialization.path("dataset_fingerprint").asText()))
                .storage(openLineage.newStorageDatasetFacet(
                        naming.layer(), materialization.path("format").asText()))
                .symlinks(openLineage.newSymlinksDatasetFacet(otherNames(manifestKey, materialization)))
                .build();
    }

    InputDatasetInputFacets inputFacets(JsonNode materialization, JsonNode leakageChecks) {
        long rows = materialization.path("row_count").asLong();
        long files = materialization.path("files").size();
        long bytes = 0;
        for (JsonNode file : materialization.path("files")) {
            bytes += file.path("bytes").asLong();
        }
        var facets = openLineage
                .newInputDatasetInputFacetsBuilder()
                .inputStatistics(openLineage
                        .newInputStatisticsInputDatasetFacetBuilder()
                        .rowCount(rows)
                        .size(bytes)
                        .fileCount(files)
                        .build())
                .dataQualityMetrics(openLineage
                        .newDataQualityMetricsInputDatasetFacetBuilder()
                        .rowCount(rows)
                        .bytes(bytes)
                        .fileCount(files)
                        .columnMetrics(openLineage
                                .newDataQualityMetricsInputDatasetFacetColumnMetricsBuilder()
                                .build())
                        .build());
        return leakageChecks.isEmpty()
                ? facets.build()
                : facets.dataQualityAssertions(
                                openLineage.newDataQualityAssertionsDatasetFacet(assertions(leakageChecks)))
                        .build();
    }

    private List<SchemaDatasetFacetFields> columns(JsonNode columns) {
        List<SchemaDatasetFacetFields> fields = new ArrayList<>();
        column(fields, columns.path("event_id"), "text", "event id");
        column(fields, columns.path("event_time"), "timestamp", "event time");
        column(fields, columns.path("label"), "text", "label");
        column(fields, columns.path("label_observed_time"), "timestamp", "when the label was observed");
        columns.path("features")
                .forEach(feature -> column(
                        fields, feature.path("name"), feature.path("type").asText(), "feature"));
        return fields;
    }

    /** A dataset need not have every column. */
    private void column(List<SchemaDatasetFacetFields> fields, JsonNode name, String type, String role) {
        if (name.isTextual()) {
            fields.add(openLineage
                    .newSchemaDatasetFacetFieldsBuilder()
                    .name(name.asText())
                    .type(type)
                    .description(role)
                    .ordinal_position(fields.size() + 1L)
                    .build());
        }
    }

    private List<SymlinksDatasetFacetIdentifiers> otherNames(String manifestKey, JsonNode materialization) {
        List<SymlinksDatasetFacetIdentifiers> names = new ArrayList<>();
        names.add(otherName(manifestKey, "MANIFEST"));
        materialization
                .path("files")
                .forEach(file -> names.add(otherName(file.path("ref").asText(), "FILE")));
        return names;
    }

    private SymlinksDatasetFacetIdentifiers otherName(String key, String type) {
        String name = naming.name(key);
        return openLineage.newSymlinksDatasetFacetIdentifiers(naming.namespace(), name, type);
    }

    private List<DataQualityAssertionsDatasetFacetAssertions> assertions(JsonNode leakageChecks) {
        List<DataQualityAssertionsDatasetFacetAssertions> assertions = new ArrayList<>();
        leakageChecks.forEach(check -> assertions.add(openLineage
                .newDataQualityAssertionsDatasetFacetAssertionsBuilder()
                .assertion(check.path("check").asText())
                .success(check.path("violations").asLong() == 0)
                .expected("0")
                .actual(check.path("violations").asText())
                .build()));
        return assertions;
    }
}
