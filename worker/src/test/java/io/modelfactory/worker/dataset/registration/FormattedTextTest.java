package io.modelfactory.worker.dataset.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FormattedTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"12%", "12.5 %", "-0.6%", "$0.95", "-$1,250.00", "€ 7", "1 250 €", "1,250", "1.250.000,5", "(42)"
            })
    void numbersThatAreWrittenForPeople(String text) {
        assertThat(FormattedText.of(List.of(text.replace("€ ", "€")))).contains(FormattedText.NUMBER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "31/12/2024",
                "1.2.24",
                "12-31-2024",
                "2024/01/31 23:59",
                "31/12/2024T10:00",
                "3 Jan 2024",
                "03-Januar-24"
            })
    void daysThatAreWrittenForPeople(String text) {
        assertThat(FormattedText.of(List.of(text))).contains(FormattedText.DATE);
    }

    /** Names that begin alike, and numbers, which Parquet may keep as texts. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "12",
                "-1.5",
                "A12",
                "12A",
                "10-20",
                "x%",
                "%",
                "$",
                "",
                "1,2,3",
                "192.168.0.1",
                "12:30",
                "1 2 3",
                "90210-1234",
                "41_10_1",
                "0x1f",
                "1e400",
                "NaN"
            })
    void namesAndPlainNumbers(String text) {
        assertThat(FormattedText.of(List.of(text))).isEmpty();
    }

    @Test
    void textsOfWhichOneIsSomethingElse() {
        assertThat(FormattedText.of(List.of("0%", "none"))).isEmpty();
        assertThat(FormattedText.of(List.of("1%", "01/02/2024"))).isEmpty();
        assertThat(FormattedText.of(List.of())).isEmpty();
    }
}
