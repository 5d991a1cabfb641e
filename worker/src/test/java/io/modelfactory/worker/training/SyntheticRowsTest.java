package io.modelfactory.worker.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.model.EncodedFeature;
import io.modelfactory.worker.model.FeatureMatrix;
import io.modelfactory.worker.model.FeatureType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SyntheticRowsTest {
    private static final EncodedFeature AMOUNT = new EncodedFeature("amount", FeatureType.NUMERIC, List.of());
    private static final EncodedFeature EMPTY = new EncodedFeature("empty", FeatureType.NUMERIC, List.of());
    private static final EncodedFeature AGE = new EncodedFeature("age", FeatureType.NUMERIC, List.of());
    private static final EncodedFeature UNSEEN = new EncodedFeature("unseen", FeatureType.CATEGORICAL, List.of());
    private static final EncodedFeature COLOUR =
            new EncodedFeature("colour", FeatureType.CATEGORICAL, List.of("blue", "green", "red"));

    @Property(tries = 200)
    void noneIsARowOfTheDataAndAllAreInTheRangeOfTraining(
            @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 300) int rows,
            @ForAll @IntRange(max = 3) int decimals) {
        Random random = new Random(seed);
        FeatureMatrix train = matrix(random, rows, decimals);
        FeatureMatrix test = matrix(random, 40, decimals);

        FeatureMatrix drawn = synthetic(train, test).draw(64, seed);

        assertThat(drawn.rows()).isBetween(1, 64);
        Set<List<Float>> real = Stream.of(train, test)
                .flatMap(matrix -> rowsOf(matrix).stream())
                .collect(Collectors.toSet());
        assertThat(rowsOf(drawn)).doesNotContainAnyElementsOf(real);
        List<Float> amounts = column(train, 0);
        assertThat(column(drawn, 0))
                .allSatisfy(amount -> assertThat(amount.isNaN()
                                || (amount
                                                >= amounts.stream()
                                                        .filter(a -> !a.isNaN())
                                                        .min(Float::compare)
                                                        .orElseThrow()
                                        && amount
                                                <= amounts.stream()
                                                        .filter(a -> !a.isNaN())
                                                        .max(Float::compare)
                                                        .orElseThrow()))
                        .isTrue());
        assertThat(column(drawn, 1)).allSatisfy(colour -> assertThat(colour).isIn(Float.NaN, 0f, 1f, 2f));
        assertThat(column(drawn, 2)).containsOnly(Float.NaN);
        assertThat(column(drawn, 3)).containsOnly(Float.NaN);
    }

    @Property(tries = 20)
    void theSameSeedDrawsTheSameRows(@ForAll long seed) {
        FeatureMatrix train = matrix(new Random(1), 200, 2);
        FeatureMatrix test = matrix(new Random(2), 50, 2);

        assertThat(rowsOf(synthetic(train, test).draw(64, seed)))
                .isEqualTo(rowsOf(synthetic(train, test).draw(64, seed)));
        assertThat(rowsOf(synthetic(train, test).draw(64, seed)))
                .isNotEqualTo(rowsOf(synthetic(train, test).draw(64, seed + 1)));
    }

    @Example
    void everyColumnHasMissingValuesAndEveryCategory() {
        FeatureMatrix drawn = synthetic(matrix(new Random(1), 5_000, 2), matrix(new Random(2), 50, 2))
                .draw(64, 7);

        assertThat(drawn.rows()).isEqualTo(64);
        assertThat(column(drawn, 0)).contains(Float.NaN).hasSizeGreaterThan(30);
        assertThat(column(drawn, 1)).contains(Float.NaN, 0f, 1f, 2f);
    }

    /** The highest salary identifies who has it. */
    @Example
    void theExtremesOfTheDataAreNotDrawn() {
        float[] values = new float[1_000];
        for (int i = 0; i < values.length; i++) {
            values[i] = i < 990 ? i % 100 + 0.5f : 1_000_000 + i;
        }
        FeatureMatrix train = new FeatureMatrix(values, values.length, 1);

        FeatureMatrix drawn = new SyntheticRows(List.of(AMOUNT), List.of(train)).draw(64, 7);

        assertThat(column(drawn, 0))
                .allSatisfy(amount -> assertThat(amount.isNaN() || amount < 100).isTrue());
    }

    /** Of a single category each value is many rows', so that rows can neither be told apart nor be avoided. */
    @Example
    void whereEveryCombinationIsARowsSomeAreDrawnAllTheSame() {
        float[] codes = {0, 1, 2, Float.NaN};

        FeatureMatrix drawn = new SyntheticRows(List.of(COLOUR), List.of(new FeatureMatrix(codes, 4, 1))).draw(64, 7);

        assertThat(drawn.rows()).isEqualTo(64);
    }

    private static SyntheticRows synthetic(FeatureMatrix train, FeatureMatrix test) {
        return new SyntheticRows(List.of(AMOUNT, COLOUR, EMPTY, UNSEEN, AGE), List.of(train, test));
    }

    /** Amounts with few or many different values, one of them present; colours; two columns without values; ages. */
    private static FeatureMatrix matrix(Random random, int rows, int decimals) {
        float[] values = new float[rows * 5];
        for (int row = 0; row < rows; row++) {
            float step = (float) Math.pow(10, decimals);
            values[row * 5] =
                    row > 0 && random.nextInt(10) == 0 ? Float.NaN : Math.round(random.nextFloat() * 10 * step) / step;
            values[row * 5 + 1] = random.nextInt(20) == 0 ? Float.NaN : random.nextInt(3);
            values[row * 5 + 2] = Float.NaN;
            values[row * 5 + 3] = Float.NaN;
            values[row * 5 + 4] = random.nextFloat() * 100;
        }
        return new FeatureMatrix(values, rows, 5);
    }

    private static List<List<Float>> rowsOf(FeatureMatrix matrix) {
        return IntStream.range(0, matrix.rows())
                .mapToObj(row -> IntStream.range(0, matrix.columns())
                        .mapToObj(column -> matrix.value(row, column))
                        .toList())
                .toList();
    }

    private static List<Float> column(FeatureMatrix matrix, int column) {
        List<Float> values = new ArrayList<>();
        IntStream.range(0, matrix.rows()).forEach(row -> values.add(matrix.value(row, column)));
        return values;
    }
}
