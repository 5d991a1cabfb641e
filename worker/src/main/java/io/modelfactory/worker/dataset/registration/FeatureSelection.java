package io.modelfactory.worker.dataset.registration;

import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;
import static java.util.stream.Collectors.joining;

import io.modelfactory.worker.dataset.inspection.FileInspection.ColumnInspection;
import io.modelfactory.worker.dataset.inspection.OpenQuestion;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Which columns are features and of which type. Every column that has no role is one, unless it is dropped. */
final class FeatureSelection {
    private static final int MAX_LISTED = 50;

    private final InspectedFiles files;
    private final List<ColumnInspection> columns;
    private final DatasetDeclaration declaration;

    FeatureSelection(InspectedFiles files, DatasetDeclaration declaration) {
        this.files = files;
        this.columns = files.first().columns();
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
                .mapToObj(files::column)
                .flatMap(inFiles -> question(inFiles).stream())
                .toList();
    }

    /** @throws FailureException {@code DATASET_INVALID} if a named column does not exist, or none is left */
    List<Feature> features() {
        requireColumns();
        List<Feature> features = candidates()
                .boxed()
                .flatMap(column -> declaredType(column)
                        .or(files.column(column).get(0).column()::type)
                        .map(type -> new Feature(columns.get(column).name(), type))
                        .stream())
                .toList();
        if (features.isEmpty()) {
            throw invalid("no column is left for a feature");
        }
        return features;
    }

    /** Indices of columns. */
    private IntStream candidates() {
        Set<String> excluded = new HashSet<>(declaration.dropped());
        excluded.add(ContentIds.COLUMN);
        // An amount may be a feature too: it is known when the event happens.
        roles().stream().filter(role -> !role.option().equals("--amount")).forEach(role -> excluded.add(role.column()));
        return IntStream.range(0, columns.size())
                .filter(column -> !excluded.contains(columns.get(column).name()));
    }

    private Optional<FeatureType> declaredType(int column) {
        String name = columns.get(column).name();
        if (declaration.categorical().contains(name)) {
            return Optional.of(FeatureType.CATEGORICAL);
        }
        return declaration.numeric().contains(name) ? Optional.of(FeatureType.NUMERIC) : Optional.empty();
    }

    private static Optional<OpenQuestion> question(List<ColumnQuestions> inFiles) {
        boolean alike =
                inFiles.stream().map(each -> each.column().type()).distinct().count() == 1;
        return inFiles.stream()
                .flatMap(each -> each.question().stream())
                .findFirst()
                .or(() -> alike ? Optional.empty() : inFiles.get(0).ofDifferentTypes());
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
        columns.forEach(column -> names.add(column.name()));
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
                    + columns.stream()
                            .limit(MAX_LISTED)
                            .map(ColumnInspection::name)
                            .collect(joining(", "))
                    + (columns.size() > MAX_LISTED ? " and more" : ""));
        }
    }

    private FailureException invalid(String message) {
        return new FailureException(DATASET_INVALID, files.name() + ": " + message);
    }
}
