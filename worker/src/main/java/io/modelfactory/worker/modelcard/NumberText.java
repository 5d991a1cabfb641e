package io.modelfactory.worker.modelcard;

import com.fasterxml.jackson.databind.JsonNode;
import io.modelfactory.worker.modelcard.page.StyledText;
import io.modelfactory.worker.modelcard.text.DecimalText;

/** Numbers in sentences and cells. */
final class NumberText {
    private static final int HUNDRED = 100;
    private static final int PLACES = 2;

    private NumberText() {}

    static StyledText count(long count) {
        return StyledText.number(DecimalText.grouped(count));
    }

    static StyledText count(JsonNode count) {
        return count.isIntegralNumber() ? count(count.longValue()) : StyledText.placeholder("not stated");
    }

    /** {@code 28.17%}, or a dash where there is nothing to have a share of. */
    static String percent(long part, long whole) {
        return whole == 0 ? "-" : percent((double) part / whole);
    }

    static String percent(double share) {
        return DecimalText.fixed(share * HUNDRED, PLACES) + "%";
    }

    /** {@code 1 check}, {@code 2 checks}. */
    static String counted(long count, String one, String more) {
        return DecimalText.grouped(count) + " " + (count == 1 ? one : more);
    }
}
