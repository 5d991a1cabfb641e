package io.modelfactory.worker.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AuditExportTest {

    @Test
    void anExportThatEndsBeforeTheLastRowSaysSo() {
        List<Map<String, Integer>> rows = List.of(Map.of("id", 3), Map.of("id", 2), Map.of("id", 1));

        assertThat(AuditPages.lines(rows, 2, last -> "/audit/export?before=" + last.get("id")))
                .isEqualTo("""
                {"id":3}
                {"id":2}
                {"rows_exported":2,"next":"/audit/export?before=2"}
                """);
        assertThat(AuditPages.lines(rows, 3, last -> "nowhere")).isEqualTo("""
                {"id":3}
                {"id":2}
                {"id":1}
                """);
    }
}
