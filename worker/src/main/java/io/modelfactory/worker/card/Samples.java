package io.modelfactory.worker.card;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.card.page.Block.Table;
import io.modelfactory.worker.card.page.Value;
import io.modelfactory.worker.card.text.Decimals;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A few points of a curve as a table: as many as a person reads. */
final class Samples {
    private static final int ROWS = 11;
    private static final int PLACES = 4;

    private Samples() {}

    /** A member of every point, and what it is called. */
    record Column(String member, String heading, boolean percent) {
        static Column number(String member, String heading) {
            return new Column(member, heading, false);
        }

        static Column percent(String member, String heading) {
            return new Column(member, heading, true);
        }

        private Value in(JsonNode point) {
            JsonNode number = point.path(member);
            if (!number.isNumber()) {
                return Value.nothing("none");
            } else if (number.isIntegralNumber()) {
                return Words.count(number);
            }
            return Value.number(
                    percent ? Words.percent(number.doubleValue()) : Decimals.fixed(number.doubleValue(), PLACES));
        }
    }

    /** Points at even distances, the first and the last among them. */
    static Table table(String caption, List<JsonNode> points, Column... columns) {
        int rows = Math.min(points.size(), ROWS);
        return new Table(
                caption,
                Stream.of(columns).map(Column::heading).toList(),
                IntStream.range(0, rows)
                        .map(row -> rows == 1 ? 0 : row * (points.size() - 1) / (rows - 1))
                        .mapToObj(points::get)
                        .map(point -> Stream.of(columns)
                                .map(column -> column.in(point))
                                .toList())
                        .toList());
    }
}
