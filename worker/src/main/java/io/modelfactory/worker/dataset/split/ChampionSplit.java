package io.modelfactory.worker.dataset.split;

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
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The split that a champion's descriptor pins: which rows its training, or the choice of its threshold, saw.
 *
 * @param fittedOnValidation whether it stopped, was calibrated or has its threshold by its validation part
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
            Set<String> used = new HashSet<>(texts(split.required("fitted_on")));
            boolean trained = used.contains(SplitPart.TRAIN.wireName());
            used.addAll(texts(split.path("threshold_on")));
            Optional<Instant> last = used.stream()
                    .flatMap(part -> Stream.ofNullable(
                            split.path(part).path("max_event_time").textValue()))
                    .map(Instant::parse)
                    .max(Comparator.naturalOrder());
            boolean known = trained && settings.byTime() == last.isPresent();
            return known
                    ? Optional.of(
                            new ChampionSplit(settings, kind, used.contains(SplitPart.VALIDATION.wireName()), last))
                    : Optional.empty();
        } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static List<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }

    private static double wanted(JsonNode split, String part) {
        return split.required(part).required("wanted_fraction").doubleValue();
    }
}
