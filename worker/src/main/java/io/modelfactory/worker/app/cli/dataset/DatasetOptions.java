package io.modelfactory.worker.app.cli.dataset;

import io.modelfactory.worker.dataset.inspection.FileInspection;
import io.modelfactory.worker.dataset.registration.DatasetDeclaration;
import io.modelfactory.worker.dataset.registration.RoleQuestions;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import picocli.CommandLine.TypeConversionException;

/** What the owner of a dataset says of it. */
final class DatasetOptions {
    @Option(names = "--label", paramLabel = "COLUMN", description = "The column with the outcome.")
    private @Nullable String label;

    @Option(names = "--positive", paramLabel = "VALUE", description = "The label to be predicted.")
    private @Nullable String positive;

    @Option(
            names = "--negative",
            paramLabel = "VALUE",
            description = "The other label (default: the only other one in the rows).")
    private @Nullable String negative;

    @ArgGroup(multiplicity = "0..1")
    private @Nullable RowIdentity identity;

    /** How rows are told apart: one of the two. */
    static final class RowIdentity {
        @Option(names = "--id", paramLabel = "COLUMN", description = "The column that identifies a row.")
        private @Nullable String id;

        @Option(
                names = "--number-rows",
                description = "Give each row an id of its content, the same in every export; files become one.")
        private boolean numbered;

        /** Empty if rows are to be numbered. */
        private Optional<String> id() {
            return numbered ? Optional.empty() : Optional.ofNullable(id);
        }
    }

    @Option(names = "--time", paramLabel = "COLUMN", description = "When the event happened.")
    private @Nullable String time;

    @Option(
            names = "--time-format",
            paramLabel = "FORMAT",
            description = "iso (default), epoch_s, epoch_ms, epoch_us, or a pattern such as %%d/%%m/%%Y.")
    private @Nullable String timeFormat;

    @Option(names = "--label-time", paramLabel = "COLUMN", description = "When the label became known.")
    private @Nullable String labelTime;

    @Option(names = "--label-time-format", paramLabel = "FORMAT", description = "As --time-format.")
    private @Nullable String labelTimeFormat;

    @Option(
            names = "--label-asof",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "When the labels were looked up (default: the latest time in the rows).")
    private @Nullable Instant labelAsOf;

    @Option(
            names = "--maturity-days",
            paramLabel = "N",
            description = "Younger events have no final label; a run refuses them.")
    private @Nullable Integer maturityDays;

    @Option(names = "--amount", paramLabel = "COLUMN", description = "Money at stake, at least 0; is a feature too.")
    private @Nullable String amount;

    @Option(names = "--entity", paramLabel = "COLUMN", description = "Card, account or customer; is no feature.")
    private @Nullable String entity;

    @Option(names = "--weight", paramLabel = "COLUMN", description = "What a row counts in training; is no feature.")
    private @Nullable String weight;

    @Option(
            names = "--sampling-rate",
            paramLabel = "COLUMN",
            description = "Share of such events that the rows hold; is no feature.")
    private @Nullable String samplingRate;

    @Option(names = "--drop", paramLabel = "COLUMN", description = "A column that is no feature; repeatable.")
    private final List<String> dropped = new ArrayList<>();

    @Option(
            names = "--categorical",
            paramLabel = "COLUMN",
            description = "A column of names, though it looks like numbers or ids; repeatable.")
    private final List<String> categorical = new ArrayList<>();

    @Option(
            names = "--numeric",
            paramLabel = "COLUMN",
            description = "A column of numbers, though each row has another; repeatable.")
    private final List<String> numeric = new ArrayList<>();

    @Option(names = "--feature-set", paramLabel = "NAME", description = "Name of the features (default: by digest).")
    private @Nullable String featureSet;

    @Option(names = "--name", paramLabel = "ID", description = "Id of the dataset (default: by its content).")
    private @Nullable String name;

    @Option(
            names = "--platform-run",
            paramLabel = "ID",
            description = "The platform run it belongs to (default: the one that the profile requires).")
    private @Nullable String platformRun;

    @Spec(Target.MIXEE)
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** A date is its first instant, in UTC. */
    static final class TimeConverter implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                return text.length() == "2026-01-31".length()
                        ? LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC)
                        : OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException e) {
                throw new TypeConversionException(
                        "'" + text + "' is no time such as 2026-01-31 or 2026-01-31T23:59:59Z");
            }
        }
    }

    String platformRun(Optional<String> required) {
        return Optional.ofNullable(platformRun)
                .or(() -> required)
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "no platform run; give --platform-run, the profile requires none"));
    }

    /**
     * @param file that the options are about
     * @throws io.modelfactory.worker.dataset.registration.OpenQuestionsException if a role is not given
     */
    DatasetDeclaration declaration(FileInspection file, String platformRunId, String principal, List<String> missing) {
        String outcome = label;
        String predicted = positive;
        RowIdentity rows = identity;
        if (outcome == null || predicted == null || rows == null) {
            RoleQuestions.requireAnswered(
                    file, Optional.ofNullable(outcome), Optional.ofNullable(predicted), rows != null);
            throw new IllegalStateException("nothing was open");
        }
        return new DatasetDeclaration(
                platformRunId,
                Optional.ofNullable(name),
                principal,
                new DatasetDeclaration.ColumnRoles(
                        outcome,
                        predicted,
                        Optional.ofNullable(negative),
                        rows.id(),
                        Optional.ofNullable(time),
                        Optional.ofNullable(timeFormat),
                        Optional.ofNullable(labelTime),
                        Optional.ofNullable(labelTimeFormat),
                        Optional.ofNullable(amount),
                        Optional.ofNullable(entity),
                        Optional.ofNullable(weight),
                        Optional.ofNullable(samplingRate)),
                Optional.ofNullable(labelAsOf),
                Optional.ofNullable(maturityDays),
                Optional.ofNullable(featureSet),
                List.copyOf(dropped),
                List.copyOf(categorical),
                List.copyOf(numeric),
                missing);
    }
}
