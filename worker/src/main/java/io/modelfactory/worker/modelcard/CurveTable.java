package io.modelfactory.worker.modelcard;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.modelcard.page.PageBlock.Table;
import io.modelfactory.worker.modelcard.page.StyledText;
import io.modelfactory.worker.modelcard.text.DecimalText;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A few points of a curve as a table: as many as a person reads. */
final class CurveTable {
    private static final int ROWS = 11;
    private static final int PLACES = 4;

    private CurveTable() {}

    /** A member of every point, and what it is called. */
    record CurveColumn(String member, String heading, boolean percent) {
        static CurveColumn number(String member, String heading) {
            return new CurveColumn(member, heading, false);
        }

        static CurveColumn percent(String member, String heading) {
            return new CurveColumn(member, heading, true);
        }

        private StyledText in(JsonNode point) {
            JsonNode number = point.path(member);
            if (!number.isNumber()) {
                return StyledText.placeholder("none");
            } else if (number.isIntegralNumber()) {
                return NumberText.count(number);
            }
            return StyledText.number(
                    percent
                            ? NumberText.percent(number.doubleValue())
                            : DecimalText.fixed(number.doubleValue(), PLACES));
        }
    }

    /** Points at even distances, the first and the last among them. */
    static Table table(String caption, List<JsonNode> points, CurveColumn... columns) {
        int rows = Math.min(points.size(), ROWS);
        return new Table(
                caption,
                Stream.of(columns).map(CurveColumn::heading).toList(),
                IntStream.range(0, rows)
                        .map(row -> rows == 1 ? 0 : row * (points.size() - 1) / (rows - 1))
                        .mapToObj(points::get)
                        .map(point -> Stream.of(columns)
                                .map(column -> column.in(point))
                                .toList())
                        .toList());
    }
}
