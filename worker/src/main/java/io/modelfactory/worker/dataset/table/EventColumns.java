package io.modelfactory.worker.dataset.table;

import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;

import io.modelfactory.worker.dataset.file.ColumnUse;
import io.modelfactory.worker.dataset.file.QuotedText;
import io.modelfactory.worker.dataset.file.TextForm;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.resolve.DatasetMaterialization;
import io.modelfactory.worker.resolve.DatasetMaterialization.Columns;
import io.modelfactory.worker.resolve.DatasetMaterialization.EventIdKind;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The columns of the {@code events} table: one for each role, and {@code f0}, {@code f1}, ... for the features, so that
 * no name from outside reaches the SQL that works on it.
 */
public final class EventColumns {
    /** Longer values do not belong in lists, messages and models, which repeat them. */
    public static final int MAX_TEXT_BYTES = 1024;

    private final Columns declared;
    private final List<Feature> features;
    private final List<String> leakingFeatures;
    private final EventIdKind eventIdKind;
    private final Map<String, List<String>> codedTexts;

    private EventColumns(Columns declared, EventIdKind eventIdKind, Map<String, List<String>> codedTexts) {
        this.eventIdKind = eventIdKind;
        this.codedTexts = Map.copyOf(codedTexts);
        this.declared = declared.withoutTimeFormats();
        Set<String> roles = new HashSet<>(roleColumns());
        this.features = declared.features().stream()
                .filter(feature -> !roles.contains(feature.name()))
                .toList();
        this.leakingFeatures = declared.features().stream()
                .map(Feature::name)
                .filter(roles::contains)
                .toList();
    }

    /** The columns that all datasets of a plan declare alike. */
    public static EventColumns commonColumns(List<DatasetMaterialization> materializations) {
        DatasetMaterialization first = materializations.get(0);
        for (DatasetMaterialization other : materializations) {
            if (!other.columns().withoutTimeFormats().equals(first.columns().withoutTimeFormats())) {
                throw invalid("columns must be the same in all datasets, they differ between "
                        + first.datasetManifestId() + " and " + other.datasetManifestId());
            }
            if (other.kindOfEventIds() != first.kindOfEventIds()) {
                throw invalid("event_id_kind must be the same in all datasets, it differs between "
                        + first.datasetManifestId() + " and " + other.datasetManifestId());
            }
        }
        EventColumns columns = new EventColumns(first.columns(), first.kindOfEventIds(), Map.of());
        requireDistinct(
                "event_id, event_time, label, label_observed_time, entity_id, weight and sampling_rate",
                columns.roleColumns());
        columns.requireAmountOfItsOwn();
        requireDistinct(
                "features",
                first.columns().features().stream().map(Feature::name).toList());
        return columns;
    }

    private static void requireDistinct(String which, List<String> names) {
        Set<String> seen = new HashSet<>();
        List<String> repeated = names.stream().filter(name -> !seen.add(name)).toList();
        if (!repeated.isEmpty()) {
            throw invalid("columns: " + which + " must be different columns, these repeat: " + QuotedText.of(repeated));
        }
    }

    /** Rows may be weighed by their amounts; no other role is money. */
    private void requireAmountOfItsOwn() {
        declared.amount()
                .filter(amount ->
                        roleColumns().contains(amount) && !declared.weight().equals(declared.amount()))
                .ifPresent(amount -> {
                    throw invalid("columns.amount: " + QuotedText.of(amount)
                            + " has another role, which is no amount of money; name the column that has the money");
                });
    }

    private static FailureException invalid(String message) {
        return new FailureException(DATASET_INVALID, message);
    }

    private List<String> roleColumns() {
        List<String> roles = new ArrayList<>(List.of(declared.eventId(), declared.label()));
        declared.eventTime().ifPresent(roles::add);
        declared.labelObservedTime().ifPresent(roles::add);
        declared.entityId().ifPresent(roles::add);
        declared.weight().ifPresent(roles::add);
        declared.samplingRate().ifPresent(roles::add);
        return roles;
    }

    /** A column of a file, what it is used for, and what it is called in the {@code events} table. */
    public record SourceColumn(String column, ColumnUse use, String tableColumn) {}

    /** All columns to read. */
    public List<SourceColumn> sources() {
        List<SourceColumn> sources = new ArrayList<>();
        sources.add(new SourceColumn(declared.eventId(), ColumnUse.TEXT, "event_id"));
        sources.add(new SourceColumn(declared.label(), ColumnUse.TEXT, "label"));
        declared.eventTime().ifPresent(name -> sources.add(new SourceColumn(name, ColumnUse.EVENT_TIME, "event_time")));
        declared.labelObservedTime()
                .ifPresent(name -> sources.add(new SourceColumn(name, ColumnUse.LABEL_TIME, "label_observed_time")));
        declared.entityId().ifPresent(name -> sources.add(new SourceColumn(name, ColumnUse.TEXT, "entity_id")));
        declared.amount().ifPresent(name -> sources.add(new SourceColumn(name, ColumnUse.QUANTITY, "amount")));
        declared.weight().ifPresent(name -> sources.add(new SourceColumn(name, ColumnUse.NUMBER, "weight")));
        declared.samplingRate()
                .ifPresent(name -> sources.add(new SourceColumn(name, ColumnUse.QUANTITY, "sampling_rate")));
        for (int i = 0; i < features.size(); i++) {
            Feature feature = features.get(i);
            ColumnUse use = feature.type() == FeatureType.NUMERIC ? ColumnUse.NUMBER : ColumnUse.TEXT;
            sources.add(new SourceColumn(feature.name(), use, tableColumn(i)));
        }
        return sources;
    }

    /** The features in their declared order, without those that are no features but roles. */
    public List<Feature> features() {
        return features;
    }

    /** @throws IllegalArgumentException if no feature has this name */
    public int indexOf(String feature) {
        for (int i = 0; i < features.size(); i++) {
            if (features.get(i).name().equals(feature)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no feature is called " + QuotedText.of(feature));
    }

    /** Columns that are declared as features although they reveal the outcome or identify the event. */
    public List<String> leakingFeatures() {
        return leakingFeatures;
    }

    /** Those of texts that are the same in many rows: the label and the categorical features. */
    List<SourceColumn> repeatedTexts() {
        return sources().stream()
                .filter(source -> source.use() == ColumnUse.TEXT)
                .filter(source -> !source.tableColumn().equals("event_id")
                        && !source.tableColumn().equals("entity_id"))
                .toList();
    }

    /** The same columns in a table where some have codes of {@link CodedTexts}. */
    EventColumns withCodes(Map<String, List<String>> texts) {
        return new EventColumns(declared, eventIdKind, texts);
    }

    /** The texts of a column of the table in the order of their codes, if it has codes. */
    public Optional<List<String>> codedTexts(String tableColumn) {
        return Optional.ofNullable(codedTexts.get(tableColumn));
    }

    /** The type of a column of texts in the table. */
    String textType(String tableColumn) {
        return codedTexts.containsKey(tableColumn) ? CodedTexts.type(tableColumn) : "VARCHAR";
    }

    /** The text of a feature, whether the table has it as such or as a code. */
    public String text(int feature) {
        String column = tableColumn(feature);
        return codedTexts.containsKey(column) ? "CAST(" + column + " AS VARCHAR)" : column;
    }

    /** What the feature of this index is called in the {@code events} table. */
    public static String tableColumn(int feature) {
        return "f" + feature;
    }

    public boolean hasEventTime() {
        return declared.eventTime().isPresent();
    }

    public boolean hasLabelObservedTime() {
        return declared.labelObservedTime().isPresent();
    }

    public boolean hasEntityId() {
        return declared.entityId().isPresent();
    }

    public boolean hasAmount() {
        return declared.amount().isPresent();
    }

    public boolean hasWeight() {
        return declared.weight().isPresent();
    }

    public boolean hasSamplingRate() {
        return declared.samplingRate().isPresent();
    }

    /** Whether anything of an event is declared that {@link EventRoles} have. */
    public boolean hasRoles() {
        return hasEventTime() || hasEntityId() || hasAmount() || hasSamplingRate();
    }

    public EventIdKind eventIdKind() {
        return eventIdKind;
    }

    /** The positive label in the text form that labels are compared in. */
    public String positiveLabel() {
        return TextForm.of(declared.positiveLabel());
    }

    /** The declared negative label in the same form. */
    public Optional<String> negativeLabel() {
        return declared.negativeLabel().map(TextForm::of);
    }
}
