package io.modelfactory.worker.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
    @ParameterizedTest
    @CsvSource({
        "0.8123456789, 0.81235",
        "0.5, 0.5",
        "12345678.9, 12346000",
        "123.456789, 123.46",
        "-0.00123456789, -0.0012346",
        "0.000000123456, 1.2346E-7",
        "7.0, 7",
        "1234567, 1234567",
        "0.0, 0"
    })
    void fiveDigitsAreShown(BigDecimal number, String text) {
        assertThat(Figures.of(number)).isEqualTo(text);
    }

    @Test
    void whatIsNoNumberStaysAWord() {
        assertThat(Figures.of(Double.NaN)).isEqualTo("NaN");
    }

    @Test
    void aMissedThresholdIsNotRoundedAway() {
        BigDecimal threshold = new BigDecimal("0.75");

        assertThat(Figures.besides(new BigDecimal("0.74999999"), threshold)).isEqualTo("0.74999999");
        assertThat(Figures.besides(new BigDecimal("0.71234567"), threshold)).isEqualTo("0.71235");
        assertThat(Figures.besides(new BigDecimal("0.750"), threshold)).isEqualTo("0.75");
    }
}
