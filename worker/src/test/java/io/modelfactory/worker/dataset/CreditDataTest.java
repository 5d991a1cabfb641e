package io.modelfactory.worker.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.modelfactory.worker.dataset.duckdb.SqlQuoting;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.FeatureType;
import io.modelfactory.worker.resolve.DatasetMaterialization.Columns;
import io.modelfactory.worker.resolve.DatasetMaterialization.Feature;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real credit applications, with the gaps that real data has. */
class CreditDataTest {
    private static final Set<String> CATEGORICAL = Set.of("Home", "Marital", "Records", "Job");
    private static final List<String> FEATURES = List.of(
            "Seniority",
            "Home",
            "Time",
            "Age",
            "Marital",
            "Records",
            "Job",
            "Expenses",
            "Income",
            "Assets",
            "Debt",
            "Amount",
            "Price");

    @TempDir
    Path folder;

    @Test
    void creditApplicationsBecomeMatrices() throws URISyntaxException {
        Path source = Path.of(
                CreditDataTest.class.getResource("/data/credit_data.csv").toURI());
        List<Feature> features = new ArrayList<>();
        FEATURES.forEach(name -> features.add(
                new Feature(name, CATEGORICAL.contains(name) ? FeatureType.CATEGORICAL : FeatureType.NUMERIC)));
        DatasetFixture fixture = new DatasetFixture(folder)
                .columns(Columns.of("event_id", Optional.empty(), "Status", Optional.empty(), "bad", features));

        PreparedDataset prepared =
                fixture.prepare(fixture.file("credit.csv", """
                SELECT printf('credit-%%05d', row_number() OVER ()) AS event_id, *
                FROM read_csv(%s, all_varchar = true)""".formatted(SqlQuoting.literal(source.toString()))));

        assertThat(List.of(
                        prepared.train().rows(),
                        prepared.validation().rows(),
                        prepared.test().rows()))
                .containsExactly(2680, 901, 873);
        assertThat((double) prepared.test().positives() / prepared.test().rows())
                .isCloseTo(0.282, within(0.05));
        assertThat(prepared.features().get(1).categories())
                .containsExactly("ignore", "other", "owner", "parents", "priv", "rent");
        FeatureMatrix train = prepared.train().features();
        int income = FEATURES.indexOf("Income");
        assertThat(IntStream.range(0, train.rows()).filter(row -> Float.isNaN(train.value(row, income))))
                .as("applications without income")
                .hasSizeBetween(150, 300);
    }
}
