package io.modelfactory.worker.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.artifact.Json;
import io.modelfactory.worker.resolve.DatasetMaterialization.EventIdKind;
import io.modelfactory.worker.resolve.SplitSettings;
import io.modelfactory.worker.resolve.TrainingProfile.SplitFractions;
import io.modelfactory.worker.resolve.TrainingProfile.SplitStrategy;
import io.modelfactory.worker.resolve.TrainingProfile.SplitUnit;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The split that a champion's descriptor pins: which rows its training saw.
 *
 * @param fittedOnValidation whether it stopped by its validation part
 * @param lastFittedEvent time of the youngest event that it was fitted on; of a split by time only
 */
public record ChampionSplit(
        SplitSettings settings,
        EventIdKind eventIdKind,
        boolean fittedOnValidation,
        Optional<Instant> lastFittedEvent) {
    private static final int MAX_GAP_DAYS = 3650;

    /** @param split of a model descriptor; what is missing, unknown or contradictory in it makes it none */
    public static Optional<ChampionSplit> of(JsonNode split) {
        try {
            SplitSettings settings = new SplitSettings(
                    split.path("recipe").asText(),
                    Json.convert(split.required("strategy"), SplitStrategy.class),
                    Json.convert(split.required("unit"), SplitUnit.class),
                    split.required("base_seed").longValue(),
                    new SplitFractions(wanted(split, "train"), wanted(split, "validation"), wanted(split, "test")),
                    Math.min(split.path("gap_days").asInt(), MAX_GAP_DAYS));
            EventIdKind kind = Json.convert(split.required("event_id_kind"), EventIdKind.class);
            List<String> fittedOn = StreamSupport.stream(
                            split.required("fitted_on").spliterator(), false)
                    .map(JsonNode::asText)
                    .toList();
            Optional<Instant> last = fittedOn.stream()
                    .flatMap(part -> Stream.ofNullable(
                            split.path(part).path("max_event_time").textValue()))
                    .map(Instant::parse)
                    .max(Comparator.naturalOrder());
            boolean known = fittedOn.contains(SplitPart.TRAIN.wireName()) && settings.byTime() == last.isPresent();
            return known
                    ? Optional.of(
                            new ChampionSplit(settings, kind, fittedOn.contains(SplitPart.VALIDATION.wireName()), last))
                    : Optional.empty();
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static double wanted(JsonNode split, String part) {
        return split.required(part).required("wanted_fraction").doubleValue();
    }
}
