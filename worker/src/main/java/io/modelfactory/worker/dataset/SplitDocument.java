package io.modelfactory.worker.dataset;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.dataset.SplitSummary.PartSummary;
import io.modelfactory.worker.resolve.SplitSettings;
import io.modelfactory.worker.resolve.TrainingProfile;
import io.modelfactory.worker.resolve.TrainingProfile.SplitFractions;
import java.util.Optional;

/**
 * The {@code split} of the execution record and of the model descriptor: how the rows were to be divided, and how they
 * were. With it and {@code contracts/README.md} anyone can find the part of an event.
 */
final class SplitDocument {
    private SplitDocument() {}

    /** @param cuts of a split by time */
    static ObjectNode of(TrainingProfile profile, EventColumns columns, SplitSummary summary, Optional<TimeCuts> cuts) {
        SplitSettings settings = profile.split();
        ObjectNode json = Json.object();
        json.set("strategy", Json.tree(settings.strategy()));
        json.put("recipe", settings.recipe()).put("base_seed", settings.baseSeed());
        json.set("unit", Json.tree(settings.unit()));
        json.set("event_id_kind", Json.tree(columns.eventIdKind()));
        if (settings.byTime()) {
            json.put("gap_days", settings.gapDays()).put("left_out_rows", summary.leftOut());
        }
        cuts.ifPresent(taken -> json.set("cuts", taken.toJson()));
        ArrayNode fittedOn = json.putArray("fitted_on");
        SplitSummary.fittedOn(profile).forEach(part -> fittedOn.add(part.wireName()));
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
