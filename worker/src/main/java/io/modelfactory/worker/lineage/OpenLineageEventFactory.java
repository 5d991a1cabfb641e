package io.modelfactory.worker.lineage;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.ArtifactStore;
import io.modelfactory.worker.artifact.DocumentStore;
import io.modelfactory.worker.artifact.StoreNaming;
import io.modelfactory.worker.ledger.run.RunRecord;
import io.openlineage.client.OpenLineage;
import io.openlineage.client.OpenLineage.Job;
import io.openlineage.client.OpenLineage.Run;
import io.openlineage.client.OpenLineage.RunEvent;
import io.openlineage.client.OpenLineage.RunEvent.EventType;
import io.openlineage.client.OpenLineage.TagsRunFacetFields;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Puts what the ledger has committed into run events. Everything in them is by reference; nothing of the wiring is. */
public final class OpenLineageEventFactory {
    static final String SOURCE = "MODEL_FACTORY";
    private static final URI PRODUCER = URI.create("https://modelfactory.io/worker");
    private static final String PLATFORM_RUN = "platform_run";

    private final OpenLineage openLineage = new OpenLineage(PRODUCER);
    private final LineageSettings settings;
    private final InputDatasetFactory inputs;
    private final OutputDatasetFactory outputs;

    /** @param modelKind gives the kind of a model, such as {@code XGBOOST}, by the name of its file */
    public OpenLineageEventFactory(
            LineageSettings settings,
            ArtifactStore artifacts,
            DocumentStore documents,
            StoreNaming naming,
            UnaryOperator<String> modelKind) {
        this.settings = settings;
        this.inputs = new InputDatasetFactory(openLineage, artifacts, documents, naming);
        this.outputs = new OutputDatasetFactory(openLineage, naming, modelKind);
    }

    RunEvent of(LineageEvent moment) {
        RunRecord run = moment.committed();
        return openLineage
                .newRunEventBuilder()
                .eventType(moment.type())
                .eventTime(utc(run.updatedAt()))
                .run(run(moment))
                .job(job(run))
                .inputs(inputs.of(run))
                .outputs(moment.type() == EventType.START ? List.of() : outputs.of(run))
                .build();
    }

    private Run run(LineageEvent moment) {
        RunRecord run = moment.committed();
        var facets = openLineage
                .newRunFacetsBuilder()
                .parent(openLineage.newParentRunFacet(
                        openLineage
                                .newParentRunFacetRunBuilder()
                                .runId(LineageRunId.ofPlatformRun(run.platformRunId()))
                                .build(),
                        openLineage
                                .newParentRunFacetJobBuilder()
                                .namespace(settings.namespace())
                                .name(PLATFORM_RUN)
                                .build(),
                        null))
                .processing_engine(openLineage.newProcessingEngineRunFacet(settings.release(), "Model Factory", "1"))
                .tags(openLineage.newTagsRunFacet(tags(run)));
        run.executionStartedAt()
                .ifPresent(start -> facets.nominalTime(openLineage
                        .newNominalTimeRunFacetBuilder()
                        .nominalStartTime(utc(start))
                        .build()));
        if (moment.type() == EventType.FAIL) {
            facets.errorMessage(openLineage.newErrorMessageRunFacet(error(run), "Java", null));
        }
        return openLineage.newRun(LineageRunId.of(moment.claimed()), facets.build());
    }

    private static String error(RunRecord run) {
        String code = run.failureCode().map(Enum::name).orElse("");
        return code + ": " + run.failureMessage().orElse("");
    }

    private List<TagsRunFacetFields> tags(RunRecord run) {
        List<TagsRunFacetFields> tags = new ArrayList<>();
        tags.add(tag("run_key", run.runKey()));
        tags.add(tag("platform_run_id", run.platformRunId()));
        tags.add(tag("state", run.state().name()));
        run.failureCode().ifPresent(code -> tags.add(tag("failure_code", code.name())));
        run.runConfigDigest().ifPresent(digest -> tags.add(tag("run_config_digest", digest)));
        for (String member : List.of("intent_kind", "policy_revision", "config_revision", "mf_code_release_id")) {
            tags.add(tag(member, run.request().path(member).asText()));
        }
        return tags;
    }

    private TagsRunFacetFields tag(String key, String value) {
        return openLineage
                .newTagsRunFacetFieldsBuilder()
                .key(key)
                .value(value)
                .source(SOURCE)
                .build();
    }

    /** All trainings for one slot are runs of one job. */
    private Job job(RunRecord run) {
        JsonNode scope = run.request().path("target_scope");
        List<String> name = new ArrayList<>(List.of(settings.jobName()));
        for (String member : List.of("tenant_id", "environment", "mode", "bundle_slot")) {
            if (scope.has(member)) {
                name.add(scope.path(member).asText());
            }
        }
        return openLineage
                .newJobBuilder()
                .namespace(settings.namespace())
                .name(String.join(".", name))
                .facets(openLineage
                        .newJobFacetsBuilder()
                        .jobType(openLineage.newJobTypeJobFacet("BATCH", SOURCE, "TRAINING", null))
                        .build())
                .build();
    }

    private static ZonedDateTime utc(Instant instant) {
        return instant.atZone(ZoneOffset.UTC);
    }
}
