package io.modelfactory.worker.dataset.check;

import static io.modelfactory.worker.dataset.FailureAssertions.assertFailure;
import static io.modelfactory.worker.failure.FailureCode.DATASET_INVALID;
import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.dataset.DatasetFixture;
import io.modelfactory.worker.dataset.PreparedDataset;
import io.modelfactory.worker.dataset.PropertyFolder;
import io.modelfactory.worker.dataset.duckdb.SqlQuoting;
import io.modelfactory.worker.dataset.file.TextForm;
import io.modelfactory.worker.dataset.summary.LabelCount;
import io.modelfactory.worker.failure.FailureException;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.resolve.DatasetMaterialization.Columns;
import io.modelfactory.worker.resolve.DatasetMaterialization.DataFile;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every label value is the positive or the negative one, over all parts, types and manifests; nothing is guessed. */
class LabelValuesTest {
    private static final Columns COLUMNS = Columns.of(
            "event_id",
            Optional.empty(),
            "label",
            Optional.empty(),
            "1",
            List.of(new Feature("amount", FeatureType.NUMERIC)));

    @TempDir
    Path folder;

    private DataFile part(DatasetFixture fixture, String name, String label, int modulo) {
        return fixture.file(
                name,
                "SELECT * REPLACE (" + label + " AS label) FROM base"
                        + " WHERE CAST(right(event_id, 4) AS INTEGER) % 2 = " + modulo);
    }

    /** The second part writes the same labels in another way that means the same. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "b.csv ; CAST(label AS DOUBLE)",
                "b.parquet ; CAST(label AS DOUBLE)",
                "b.parquet ; CAST(label AS FLOAT)",
                "b.parquet ; CAST(label AS DECIMAL(38,0))",
                "b.parquet ; CAST(label AS DECIMAL(10,2))",
                "b.parquet ; CAST(label AS UTINYINT)",
                "b.parquet ; CAST(CAST(label AS VARCHAR) AS BLOB)",
                "b.parquet ; label || ''",
                "b.csv ; label || '.00'",
                "b.csv ; '  ' || label || chr(9)"
            })
    void sameLabelsInOtherFormsAreTheSame(String name, String label) {
        DatasetFixture fixture = new DatasetFixture(folder).columns(COLUMNS);
        DataFile first = part(fixture, "a" + name.substring(name.indexOf('.')), "label", 0);

        PreparedDataset prepared = fixture.prepare(
                List.of(fixture.dataset(first), fixture.dataset(part(fixture, name.strip(), label, 1))));

        assertThat(prepared.summary().labelCounts())
                .containsExactly(new LabelCount("1", true, 25), new LabelCount("0", false, 75));
    }

    /** The second part writes labels in a way that no rule makes the same. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "b.parquet ; label = 1 ; 'false'",
                "b.csv ; label = 1 ; 'false'",
                "b.csv ; '0' || label ; '00'",
                "b.csv ; label || chr(8203) ; '0\\u200b'",
                "b.csv ; chr(160) || label ; '\\u00a00'",
                "b.csv ; label || 'e0' ; '0e0'",
                "b.csv ; '+' || label ; '+0'",
                "b.parquet ; CASE label WHEN 1 THEN 'y' ELSE 'n' END ; 'n'"
            })
    void labelsInFormsThatNoRuleEquatesAreRefused(String name, String label, String shown) {
        DatasetFixture fixture = new DatasetFixture(folder).columns(COLUMNS);
        DataFile first = part(fixture, "a" + name.substring(name.indexOf('.')), "label", 0);
        DataFile second = part(fixture, name.strip(), label, 1);

        assertFailure(DATASET_INVALID, () -> fixture.prepare(List.of(fixture.dataset(first), fixture.dataset(second))))
                .startsWith("columns.label: beside positive_label '1' exactly one other value may occur")
                .contains(shown, "(for example event 'e-00");
    }

    @Test
    void theDeclaredNegativeLabelIsTheOnlyOther() {
        DatasetFixture fixture = new DatasetFixture(folder).columns(COLUMNS.withNegativeLabel("no"));
        DataFile file = fixture.file("rows.csv", """
                SELECT * REPLACE (CASE WHEN label = 1 THEN '1' WHEN amount < 3 THEN 'No' ELSE 'no' END AS label)
                FROM base""");

        assertFailure(DATASET_INVALID, () -> fixture.prepare(file))
                .startsWith("columns.label: beside positive_label '1' and negative_label 'no' no other value may occur,"
                        + " but there are 'No' in 1 rows (for example event 'e-0001')");
    }

    @Test
    void manyOtherValuesAreListedUpToABound() {
        DatasetFixture fixture = new DatasetFixture(folder).columns(COLUMNS);
        DataFile file = fixture.file("rows.csv", "SELECT * REPLACE (amount AS label) FROM base");

        assertFailure(DATASET_INVALID, () -> fixture.prepare(file))
                .contains(" and more; correct the rows")
                .hasSizeLessThan(3_000);
    }

    /** Whatever third value some rows have, and however few: it becomes neither class. */
    @Property(tries = 25)
    void aThirdValueNeverBecomesAClass(@ForAll("texts") String third) throws Exception {
        try (PropertyFolder scratch = PropertyFolder.create()) {
            DatasetFixture fixture = new DatasetFixture(scratch.path()).columns(COLUMNS);
            DataFile file = fixture.file(
                    "rows.parquet",
                    "SELECT * REPLACE (CASE event_id WHEN 'e-0007' THEN " + SqlQuoting.literal(third)
                            + " ELSE CAST(label AS VARCHAR) END AS label) FROM base");
            String form = TextForm.of(third);
            try {
                List<LabelCount> counts = fixture.prepare(file).summary().labelCounts();
                assertThat(form).isIn("0", "1");
                assertThat(counts).extracting(LabelCount::value).containsExactly("1", "0");
            } catch (FailureException refused) {
                assertThat(refused.code()).isEqualTo(DATASET_INVALID);
                assertThat(form).isNotIn("0", "1");
            }
        }
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> core =
                Arbitraries.of("0", "1", "0.0", "1.00", "1.0", "true", "01", "1.", "-0", "", "Y", "\u0661");
        Arbitrary<String> edge = Arbitraries.of("", " ", "\t", "\r\n", "\u00a0", "\u200b", "\ufeff", "\u2028", "\f");
        return core.flatMap(text -> edge.flatMap(before -> edge.map(after -> before + text + after)));
    }
}
