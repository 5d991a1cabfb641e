package io.modelfactory.worker.dataset.split;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.dataset.split.SplitSummary.PartSummary;
import io.modelfactory.worker.dataset.table.EpochMicros;
import io.modelfactory.worker.dataset.table.EventColumns;
import io.modelfactory.worker.resolve.SplitSettings;
import io.modelfactory.worker.resolve.TrainingProfile;
import io.modelfactory.worker.resolve.TrainingProfile.SplitFractions;
import io.modelfactory.worker.resolve.TrainingProfile.SplitUnit;
import java.util.Optional;

/**
 * The {@code split} of the execution record and of the model descriptor: how the rows were to be divided, and how they
 * were. With it and {@code contracts/README.md} anyone can find the part of an event.
 */
final class SplitDocument {
    private final TrainingProfile profile;
    private final EventColumns columns;
    private final SplitSummary summary;
    private final LeftOutRows seenEntities;
    private final LeftOutRows compromised;

    /**
     * @param seenEntities rows that are in no part because an earlier part has rows of their entity
     * @param compromised test rows that are in no part because their entity was known to be compromised
     */
    SplitDocument(
            TrainingProfile profile,
            EventColumns columns,
            SplitSummary summary,
            LeftOutRows seenEntities,
            LeftOutRows compromised) {
        this.profile = profile;
        this.columns = columns;
        this.summary = summary;
        this.seenEntities = seenEntities;
        this.compromised = compromised;
    }

    /** @param cuts of a split by time */
    ObjectNode toJson(Optional<TimeCuts> cuts) {
        SplitSettings settings = profile.split();
        ObjectNode json = Json.object();
        json.set("strategy", Json.tree(settings.strategy()));
        json.put("recipe", settings.recipe()).put("base_seed", settings.baseSeed());
        json.set("unit", Json.tree(settings.unit()));
        json.set("event_id_kind", Json.tree(columns.eventIdKind()));
        if (settings.byTime()) {
            json.put("gap_days", settings.gapDays())
                    .put("left_out_rows", summary.leftOut() - seenEntities.total() - compromised.total());
            if (settings.unit() == SplitUnit.ENTITY) {
                json.set("seen_entity_rows", seenEntities.toJson());
            }
        }
        if (profile.excludesKnownCompromised()) {
            json.put("known_compromised_rows", compromised.test());
        }
        cuts.ifPresent(taken -> json.set("cuts", taken.toJson()));
        ArrayNode fittedOn = json.putArray("fitted_on");
        SplitSummary.fittedOn(profile).forEach(part -> fittedOn.add(part.wireName()));
        if (profile.evaluation().alertsPerDay().isPresent()) {
            json.putArray("threshold_on").add(SplitPart.VALIDATION.wireName());
        }
        SplitSummary.allParts()
                .forEach(part -> json.set(part.wireName(), part(part, settings, columns.hasEntityId(), summary)));
        return json;
    }

    private static ObjectNode part(SplitPart part, SplitSettings settings, boolean entities, SplitSummary summary) {
        PartSummary found = summary.part(part);
        ObjectNode json = Json.object()
                .put("rows", found.rows())
                .put("positives", found.positives())
                .put("wanted_fraction", wanted(part, settings.fractions()))
                .put("reached_fraction", (double) found.rows() / summary.events());
        if (entities) {
            json.put("entities", found.entities());
        }
        if (settings.byTime() && found.rows() > 0) {
            json.put("min_event_time", EpochMicros.toInstant(found.firstTime()).toString())
                    .put(
                            "max_event_time",
                            EpochMicros.toInstant(found.lastTime()).toString());
        }
        return json;
    }

    private static double wanted(SplitPart part, SplitFractions fractions) {
        return switch (part) {
            case TRAIN -> fractions.train();
            case VALIDATION -> fractions.validation();
            case TEST -> fractions.test();
        };
    }
}
