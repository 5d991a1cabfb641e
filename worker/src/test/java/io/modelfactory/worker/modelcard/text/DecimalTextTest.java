package io.modelfactory.worker.modelcard.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecimalTextTest {

    @ParameterizedTest
    @CsvSource({
        "0.1, 0.1000",
        "0.84865, 0.8486",
        "0.84875, 0.8488",
        "-0.00004, 0.0000",
        "1e-9, 0.0000",
        "12345.678, 12345.6780"
    })
    void fixedNumbersAreRoundedAsTheyWereMeant(double value, String written) {
        assertThat(DecimalText.fixed(value, 4)).isEqualTo(written);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0.75, 0.75", "40, 40", "1200000, 1200000", "0.00123456, 0.00123", "0.1, 0.1", "1e-7, 0.0000001"
    })
    void significantDigitsAreAsManyAsSaySomething(double value, String written) {
        assertThat(DecimalText.significant(value, 3)).isEqualTo(written);
    }

    @Test
    void thousandsAreGrouped() {
        assertThat(DecimalText.grouped(0)).isEqualTo("0");
        assertThat(DecimalText.grouped(999)).isEqualTo("999");
        assertThat(DecimalText.grouped(1_234_567)).isEqualTo("1,234,567");
        assertThat(DecimalText.grouped(-1_000)).isEqualTo("-1,000");
    }
}
