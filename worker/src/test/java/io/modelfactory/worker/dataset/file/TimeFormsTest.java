package io.modelfactory.worker.dataset.file;

import static io.modelfactory.worker.dataset.FailureAssertions.assertFailure;
import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;
import static io.modelfactory.worker.failure.FailureCode.LEAKAGE_GUARD_VIOLATION;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.dataset.DatasetFixture;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.dataset.PreparedDatasets;
import io.modelfactory.worker.dataset.duckdb.DuckDb;
import io.modelfactory.worker.dataset.duckdb.SqlQuoting;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.resolve.DatasetMaterialization.Columns;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import io.modelfactory.worker.resolve.TrainingProfile.SplitStrategy;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Times are ISO 8601 or as declared; nothing else is read as a time, and no time outside of the plausible window. */
class TimeFormsTest {
    private static final Columns COLUMNS = Columns.of(
            "event_id",
            Optional.of("event_time"),
            "label",
            Optional.empty(),
            "1",
            List.of(new Feature("amount", FeatureType.NUMERIC)));

    @TempDir
    Path folder;

    private DatasetFixture fixture;

    @BeforeEach
    void setUp() {
        fixture = new DatasetFixture(folder).columns(COLUMNS).split(SplitStrategy.TIME_BASED);
    }

    private DataFile withTime(String name, String expression) {
        return fixture.file(name, "SELECT * REPLACE (" + expression + " AS event_time) FROM base");
    }

    private static String oneOf(String text) {
        return "CASE event_id WHEN 'e-0007' THEN '" + text + "' ELSE strftime(event_time, '%Y-%m-%dT%H:%M:%SZ') END";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "31/12/14",
                "12-31-2014",
                "14-12-31",
                "31.12.2014",
                "2014/12/31",
                "20141231",
                "1418083200",
                "1418083200.5",
                "41982",
                "2014-12-31T23",
                "2014-12-31T23:59:59+25:00",
                "2014-12-31T23:59:59+01:75",
                "2014-13-01",
                "2014-02-30",
                "2014-12-31  23:59",
                "2014-12-31t23:59:59z",
                "2014-12-31 23:59:59.1234567890",
                "2014-12-31 23:59:59 UTC",
                "Dec 31 2014",
                "epoch",
                "infinity",
                "today",
                "2014-12-31T23:59:59 Europe/Berlin",
                "9:59",
                "-2014-12-31",
                "2014-12-31 (BC)"
            })
    void textsOfOtherFormsAreRefusedWithValueAndRow(String text) {
        for (String name : List.of("rows.csv", "rows.parquet")) {
            assertFailure(DATASET_INVALID, () -> fixture.prepare(withTime(name, oneOf(text))))
                    .startsWith("1 rows have no event_time, or one that is no time (for example event 'e-0007'):"
                            + " row 8 of " + name + " has '" + text + "'; accepted are ISO 8601");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "epoch_s; epoch_ms(event_time) // 1000; csv",
                "epoch_ms; epoch_ms(event_time); csv",
                "epoch_us; epoch_us(event_time); csv",
                "epoch_ms; epoch_ms(event_time); parquet",
                "epoch_us; CAST(epoch_us(event_time) AS VARCHAR); parquet",
                "%d/%m/%Y %H:%M; strftime(event_time, '%d/%m/%Y %H:%M'); csv",
                "%d/%m/%Y %H:%M; strftime(event_time, '%d/%m/%Y %H:%M'); parquet",
                "%m-%d-%y %I:%M %p; strftime(event_time, '%m-%d-%y %I:%M %p'); csv",
                "epoch_s; event_time; parquet",
                "iso; strftime(event_time, '%Y-%m-%d %H:%M'); parquet"
            })
    void declaredFormsGiveTheSameSplitAsTimestamps(String format, String expression, String ending) {
        PreparedDataset expected = fixture.prepare(fixture.file("rows.parquet", "FROM base"));

        PreparedDataset found = fixture.columns(COLUMNS.withTimeFormats(Optional.of(format), Optional.empty()))
                .prepare(withTime("other." + ending, expression));

        PreparedDatasets.requireSame(found, expected);
    }

    @ParameterizedTest
    @CsvSource({"epoch_s, 1.5", "epoch_ms, 2014-12-31", "epoch_s, 99999999999999999", "%d/%m/%Y, 12/31/2014x"})
    void textsThatAreNotOfTheDeclaredFormAreRefused(String format, String text) {
        fixture.columns(COLUMNS.withTimeFormats(Optional.of(format), Optional.empty()));

        assertFailure(DATASET_INVALID, () -> fixture.prepare(withTime("rows.csv", "'" + text + "'")))
                .startsWith("100 rows have no event_time");
    }

    @Test
    void aFormatThatIsNoneIsNamed() {
        fixture.columns(COLUMNS.withTimeFormats(Optional.of("%Q"), Optional.empty()));

        assertFailure(DATASET_INVALID, () -> fixture.prepare(fixture.file("rows.csv", "FROM base")))
                .contains("'%Q' is no time format");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%d/%m/%Y %I:%M", "%d/%m/%Y %-I:%M %%p"})
    void aClockOfTwelveHoursNeedsTheHalfOfTheDay(String format) {
        fixture.columns(COLUMNS.withTimeFormats(Optional.of(format), Optional.empty()));

        assertFailure(
                        DATASET_INVALID,
                        () -> fixture.prepare(withTime("rows.csv", "strftime(event_time, '" + format + "')")))
                .isEqualTo("rows.csv: columns: '" + format + "' reads 01:00 and 13:00 alike; write %H for a clock of 24"
                        + " hours, or %p where AM or PM is");
    }

    @Test
    void theTimeFormatOfLabelsIsTheirOwn() {
        Columns both = DatasetFixture.columns(new Feature("amount", FeatureType.NUMERIC));
        fixture.split(SplitStrategy.HASH).columns(both.withTimeFormats(Optional.empty(), Optional.of("%d/%m/%y")));
        DataFile file = fixture.file("rows.csv", "SELECT * REPLACE ('20/01/26' AS label_observed_time) FROM base");

        assertThat(fixture.prepare(file).train().rows()).isEqualTo(62);
    }

    @ParameterizedTest
    @ValueSource(strings = {"9999-12-31", "1970-01-01", "1900-01-01T00:00:00Z", "0001-01-01", "2026-06-01T00:00:01Z"})
    void timesOutsideOfThePlausibleWindowAreRefused(String time) {
        assertFailure(DATASET_INVALID, () -> fixture.prepare(withTime("rows.csv", oneOf(time))))
                .startsWith("1 rows have an implausible event_time, not from 1990-01-01T00:00:00Z to"
                        + " 2026-06-01T00:00:00Z (for example event 'e-0007') such as ");
    }

    @Test
    void thePlausibleWindowCanBeDeclared() {
        fixture.plausibleTimes("1960-01-01T00:00:00Z", "2026-02-01T00:00:00Z");

        assertThat(fixture.prepare(withTime("rows.csv", oneOf("1970-01-01")))
                        .train()
                        .rows())
                .isEqualTo(60);
    }

    @Test
    void eventsAfterTheLabelsWereResolvedAreALeakageWithoutMaturityDays() {
        assertFailure(LEAKAGE_GUARD_VIOLATION, () -> fixture.prepare(withTime("rows.csv", oneOf("2026-02-02"))))
                .isEqualTo("event_after_asof: 1 rows have an event_time after label_asof_utc"
                        + " (for example event 'e-0007')");
    }

    /** Every ISO form of a moment is read as that moment. */
    @Property(tries = 60)
    void isoFormsAreReadAsTheirMoment(
            @ForAll @LongRange(min = 631_152_000L, max = 1_767_000_000L) long second,
            @ForAll @IntRange(max = 999_999) int micros,
            @ForAll @IntRange(min = -17, max = 17) int offset,
            @ForAll boolean blank) {
        OffsetDateTime time =
                Instant.ofEpochSecond(second).plusNanos(micros * 1_000L).atOffset(ZoneOffset.ofHours(offset));
        String text = time.format(
                DateTimeFormatter.ofPattern(blank ? "yyyy-MM-dd HH:mm:ss.SSSSSSxxx" : "yyyy-MM-dd'T'HH:mm:ss.SSSSSSX"));
        try (DuckDb db = DuckDb.open(Path.of("unused"), 1, "100MB", List.of())) {
            assertThat(db.queryLong("SELECT " + TimeFormat.of(Optional.empty()).readText(SqlQuoting.literal(text))))
                    .as(text)
                    .isEqualTo(second * 1_000_000 + micros);
        }
    }
}
