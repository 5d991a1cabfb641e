package io.modelfactory.worker.dataset.registration;

import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;
import static java.util.stream.Collectors.joining;

import io.modelfactory.worker.dataset.ContentIds;
import io.modelfactory.worker.dataset.FileInspection;
import io.modelfactory.worker.dataset.FileInspection.ColumnInspection;
import io.modelfactory.worker.dataset.OpenQuestion;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Which columns are features and of which type. Every column that has no role is one, unless it is dropped. */
final class FeatureSelection {
    private static final int MAX_LISTED = 50;

    private final FileInspection file;
    private final DatasetDeclaration declaration;

    FeatureSelection(FileInspection file, DatasetDeclaration declaration) {
        this.file = file;
        this.declaration = declaration;
    }

    /**
     * What the columns leave open before they are features.
     *
     * @throws FailureException {@code DATASET_INVALID} if a named column does not exist
     */
    List<OpenQuestion> open() {
        requireColumns();
        return candidates()
                .filter(column -> declaredType(column).isEmpty())
                .flatMap(column -> new ColumnQuestions(column, file.rows()).question().stream())
                .toList();
    }

    /** @throws FailureException {@code DATASET_INVALID} if a named column does not exist, or none is left */
    List<Feature> features() {
        requireColumns();
        List<Feature> features = candidates()
                .flatMap(column ->
                        declaredType(column).or(column::type).stream().map(type -> new Feature(column.name(), type)))
                .toList();
        if (features.isEmpty()) {
            throw invalid("no column is left for a feature");
        }
        return features;
    }

    private Stream<ColumnInspection> candidates() {
        Set<String> excluded = new HashSet<>(declaration.dropped());
        excluded.add(ContentIds.COLUMN);
        // An amount may be a feature too: it is known when the event happens.
        roles().stream().filter(role -> !role.option().equals("--amount")).forEach(role -> excluded.add(role.column()));
        return file.columns().stream().filter(column -> !excluded.contains(column.name()));
    }

    private Optional<FeatureType> declaredType(ColumnInspection column) {
        if (declaration.categorical().contains(column.name())) {
            return Optional.of(FeatureType.CATEGORICAL);
        }
        return declaration.numeric().contains(column.name()) ? Optional.of(FeatureType.NUMERIC) : Optional.empty();
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
        declaration.numeric().forEach(column -> named.add(new Role("--numeric", column)));
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
