package io.modelfactory.worker.console.action;

import static org.assertj.core.api.Assertions.assertThat;

import io.modelfactory.worker.console.DatasetInspection;
import io.modelfactory.worker.console.DatasetInspection.InspectedColumn;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is kept of the lines of a job that looks at files. */
class InspectionLinesTest {
    private final InspectionLines lines = new InspectionLines();

    @Test
    void aColumnIsKeptWithoutExamplesOfTextsAmongItsNumbers() {
        assertThat(lines.test("""
            {"file":"a.csv","rows":100,"columns":[
             {"name":"amount","type":"CATEGORICAL","stored_type":"VARCHAR","missing":20,"distinct":70,"times":false,
              "examples":["n/a","99"],"no_numbers":3,"no_numbers_examples":["n/a","none"]},
             {"name":"at","stored_type":"TIMESTAMP","missing":0,"distinct":100,"times":true,"examples":[],
              "no_numbers":0}]}""")).isTrue();

        assertThat(lines.files().get(0).columns())
                .containsExactly(
                        new InspectedColumn("amount", "numeric", 20, 70, 3, List.of("n/a", "99")),
                        new InspectedColumn("at", "time", 0, 100, 0, List.of()));
        DatasetInspection masked =
                new DatasetInspection(Instant.EPOCH, "HUMAN::ada", true, lines.files(), lines.leftOut()).masked();
        assertThat(masked.toString()).doesNotContain("n/a", "99");
    }

    @Test
    void ofAFileThatCannotBeReadTheCodeIsKeptAndNotTheMessageWhichMayQuoteARow() {
        assertThat(lines.test("""
            {"file":"a.csv","error":{"code":"DATASET_INVALID","message":"row 3: '4000 1234' is no time"}}""")).isTrue();
        assertThat(lines.test("{\"file\":\"b.csv\",\"left_out\":\"left out: has 2000000000 bytes\"}"))
                .isTrue();

        assertThat(lines.files())
                .extracting(file -> file.problem().orElse(""))
                .containsExactly("DATASET_INVALID", "left out: has 2000000000 bytes");
    }

    @Test
    void textForPeopleIsNotTaken() {
        assertThat(List.of("DATASET_INVALID: no", "", "{not json", "{\"well\":true}"))
                .noneMatch(lines);
        assertThat(lines.files()).isEmpty();
    }

    @Test
    void whatIsTooMuchToKeepIsCounted() {
        String columns =
                "{\"name\":\"c\",\"stored_type\":\"VARCHAR\"},".repeat(3_000).replaceFirst(",$", "");
        String file = "{\"file\":\"a.csv\",\"rows\":1,\"columns\":[" + columns + "]}";

        assertThat(List.of(file, file)).allMatch(lines);
        assertThat(lines.files()).hasSize(1);
        assertThat(lines.leftOut()).isEqualTo(1);
    }
}
