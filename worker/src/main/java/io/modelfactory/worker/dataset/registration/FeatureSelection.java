package io.modelfactory.worker.dataset.registration;

import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;
import static java.util.stream.Collectors.joining;

import io.modelfactory.worker.dataset.ContentIds;
import io.modelfactory.worker.dataset.FileInspection;
import io.modelfactory.worker.dataset.FileInspection.ColumnInspection;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Which columns are features and of which type. Every column that has no role is one, unless it is dropped. */
final class FeatureSelection {
    /** A category of so many values that each stands for a few rows only is a name of the row, not a property. */
    private static final int MAX_UNASKED_CATEGORIES = 1_000;

    private static final int MAX_LISTED = 50;
    private static final Pattern WHOLE = Pattern.compile("-?\\d+");

    private final FileInspection file;
    private final DatasetDeclaration declaration;

    FeatureSelection(FileInspection file, DatasetDeclaration declaration) {
        this.file = file;
        this.declaration = declaration;
    }

    /** @throws FailureException {@code DATASET_INVALID} naming the option that answers what the columns leave open */
    List<Feature> features() {
        requireColumns();
        Set<String> excluded = new HashSet<>(declaration.dropped());
        excluded.add(ContentIds.COLUMN);
        // An amount may be a feature too: it is known when the event happens.
        roles().stream().filter(role -> !role.option().equals("--amount")).forEach(role -> excluded.add(role.column()));
        List<Feature> features = new ArrayList<>();
        List<String> questions = new ArrayList<>();
        for (ColumnInspection column : file.columns()) {
            if (!excluded.contains(column.name())) {
                type(column, questions).ifPresent(type -> features.add(new Feature(column.name(), type)));
            }
        }
        if (!questions.isEmpty()) {
            throw invalid(questions.stream().limit(MAX_LISTED).collect(joining("; ")));
        }
        if (features.isEmpty()) {
            throw invalid("no column is left for a feature");
        }
        return features;
    }

    private Optional<FeatureType> type(ColumnInspection column, List<String> questions) {
        if (declaration.categorical().contains(column.name())) {
            return Optional.of(FeatureType.CATEGORICAL);
        }
        String name = "'" + column.name() + "'";
        boolean texts = column.type().equals(Optional.of(FeatureType.CATEGORICAL));
        if (column.distinct() == 0) {
            questions.add("column " + name + " has no values; --drop it");
        } else if ((column.times() && texts) || column.type().isEmpty()) {
            questions.add("column " + name + " holds " + (column.times() ? "times" : column.storedType())
                    + "; --drop it, or name it by --time or --label-time");
        } else if (column.isUnique(file.rows())
                && column.examples().stream()
                        .allMatch(text -> WHOLE.matcher(text).matches())) {
            questions.add("column " + name + " has another whole number in every row; name it by --id, or --drop it");
        } else if (texts && column.distinct() > MAX_UNASKED_CATEGORIES && column.distinct() * 2 > file.rows()) {
            questions.add("column " + name + " has " + column.distinct() + " different texts in " + file.rows()
                    + " rows; --drop it, or say that it is --categorical");
        }
        return column.type();
    }

    /** A column that has a role, and the option that gives it. */
    private record Role(String option, String column) {}

    private List<Role> roles() {
        List<Role> roles = new ArrayList<>();
        DatasetDeclaration.ColumnRoles given = declaration.roles();
        roles.add(new Role("--label", given.label()));
        given.id().ifPresent(column -> roles.add(new Role("--id", column)));
        given.time().ifPresent(column -> roles.add(new Role("--time", column)));
        given.labelTime().ifPresent(column -> roles.add(new Role("--label-time", column)));
        given.amount().ifPresent(column -> roles.add(new Role("--amount", column)));
        given.entity().ifPresent(column -> roles.add(new Role("--entity", column)));
        given.weight().ifPresent(column -> roles.add(new Role("--weight", column)));
        given.samplingRate().ifPresent(column -> roles.add(new Role("--sampling-rate", column)));
        return roles;
    }

    private void requireColumns() {
        Set<String> names = new HashSet<>();
        file.columns().forEach(column -> names.add(column.name()));
        List<Role> named = new ArrayList<>(roles());
        declaration.dropped().forEach(column -> named.add(new Role("--drop", column)));
        declaration.categorical().forEach(column -> named.add(new Role("--categorical", column)));
        String lacking = named.stream()
                .filter(role -> !names.contains(role.column()))
                .map(role -> role.option() + " " + role.column())
                .collect(joining(", "));
        if (!lacking.isEmpty()) {
            throw invalid(lacking + ": there is no such column; the file has "
                    + file.columns().stream()
                            .limit(MAX_LISTED)
                            .map(ColumnInspection::name)
                            .collect(joining(", "))
                    + (file.columns().size() > MAX_LISTED ? " and more" : ""));
        }
    }

    private FailureException invalid(String message) {
        return new FailureException(DATASET_INVALID, file.file() + ": " + message);
    }
}
