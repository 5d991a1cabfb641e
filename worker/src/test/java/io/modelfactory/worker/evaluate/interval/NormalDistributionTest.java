package io.modelfactory.worker.evaluate.interval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Against {@code qnorm} and {@code pnorm} of R 4.2.2, printed by {@code sprintf("%.17g")}. */
class NormalDistributionTest {

    @ParameterizedTest
    @CsvSource({
        "0.5,0",
        "0.9,1.2815515655446008",
        "0.95,1.6448536269514715",
        "0.975,1.9599639845400536",
        "0.999,3.0902323061678132",
        "1e-10,-6.3613409024040557",
        "0.02425,-1.9729610513118845"
    })
    void quantilesAreThoseOfR(double probability, double quantile) {
        assertThat(NormalDistribution.quantile(probability)).isCloseTo(quantile, within(1e-14));
    }

    @ParameterizedTest
    @CsvSource({
        "-8,6.2209605742717849e-16",
        "-3,0.0013498980316300946",
        "-1,0.15865525393145705",
        "0,0.5",
        "0.5,0.69146246127401301",
        "1.6448536269514722,0.94999999999999996",
        "4,0.99996832875816688",
        "7,0.99999999999872013"
    })
    void probabilitiesAreThoseOfR(double number, double probability) {
        assertThat(NormalDistribution.probabilityBelow(number)).isCloseTo(probability, within(1e-15));
    }

    @Test
    void thereIsNoQuantileOfCertainty() {
        assertThatIllegalArgumentException().isThrownBy(() -> NormalDistribution.quantile(0));
        assertThatIllegalArgumentException().isThrownBy(() -> NormalDistribution.quantile(1));
        assertThat(NormalDistribution.probabilityBelow(Double.POSITIVE_INFINITY))
                .isEqualTo(1);
        assertThat(NormalDistribution.probabilityBelow(-40)).isZero();
    }
}
